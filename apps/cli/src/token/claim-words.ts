// token: what can be said about a token by looking at it.

/** What a header field or claim is, in a word or two. RFC 7515 §4.1, RFC 7519 §4.1, RFC 9068 §2, OpenID Connect Core §2. */
const WORDS: Readonly<Record<string, string>> = {
  alg: 'signed with',
  kid: 'key',
  typ: 'type',
  cty: 'content',
  iss: 'issued by',
  sub: 'speaks for',
  aud: 'meant for',
  iat: 'issued',
  nbf: 'not before',
  exp: 'expires',
  auth_time: 'signed in',
  updated_at: 'changed',
  jti: 'number',
  scope: 'may',
  permissions: 'permissions',
  azp: 'application',
  client_id: 'application',
  gty: 'obtained by',
  sid: 'session',
  nonce: 'nonce',
  org_id: 'organization',
  org_name: 'organization',
  at_hash: 'goes with token',
  c_hash: 'goes with code',
  acr: 'assurance',
  amr: 'methods',
  act: 'acts through',
  cnf: 'bound to key',
  name: 'name',
  email: 'e-mail',
}

/** Claims that are seconds since the epoch. */
const TIMES: ReadonlySet<string> = new Set(['iat', 'nbf', 'exp', 'auth_time', 'updated_at'])

export const wordFor = (name: string): string => (Object.hasOwn(WORDS, name) ? (WORDS[name] ?? '') : '')

export const isTimeClaim = (name: string): boolean => TIMES.has(name)
