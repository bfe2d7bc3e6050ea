// RFC 8693: a token of somebody else's for one of ours.

/** Section 2.1 */
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

/** Section 3: what is issued here, and the only thing that may be asked for. */
export const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token'
