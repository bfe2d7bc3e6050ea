// RFC 7523: a client proves who it is with a JWT that it signed (`private_key_jwt`).

/** Value of `client_assertion_type`. RFC 7523 §2.2 */
export const CLIENT_ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Algorithms a client may sign with. reference: Authentication API, section 4.2; ES256 is ours. */
export const CLIENT_ASSERTION_ALGORITHMS = ['RS256', 'RS384', 'PS256', 'ES256'] as const

/** Longest assertion, bytes. reference: Authentication API, section 4.2 */
export const MAX_ASSERTION_BYTES = 2048

/** Longest life of an assertion, seconds from now to `exp`. reference: Authentication API, section 4.2 */
export const MAX_ASSERTION_LIFETIME = 300

/** How far clocks may differ, seconds. reference: Authentication API, section 4.2 */
export const ASSERTION_CLOCK_SKEW = 10

/** `typ` that an assertion may carry: none, `JWT`, or the type of RFC 7523bis. */
export const CLIENT_ASSERTION_TYPES = [undefined, 'JWT', 'client-authentication+jwt'] as const
