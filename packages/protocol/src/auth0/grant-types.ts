// Grant types of Auth0's own.

/** The password of a person in a directory that is named. reference: Authentication API, section 5.4 */
export const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm'
