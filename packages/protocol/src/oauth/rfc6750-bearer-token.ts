// What an API is shown, and what it answers: RFC 6750 §2.1 and §3, RFC 9449 §7.1, RFC 9110 §11.

export type Scheme = 'Bearer' | 'DPoP'

/** A token as it stands in a header. */
export type PresentedToken = { readonly scheme: Scheme; readonly token: string }

// token68 of RFC 9110 §11.2: nothing else is a token, and none of it has to be escaped anywhere.
const CREDENTIALS = /^(bearer|dpop) +([A-Za-z0-9._~+/-]+=*)$/i

/** The token in an Authorization header; undefined for what is no such header, of another scheme, or several at once. */
export const readCredentials = (header: string): PresentedToken | undefined => {
  const [, scheme = '', token = ''] = CREDENTIALS.exec(header) ?? []
  if (token === '') return undefined
  return { scheme: scheme.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer', token }
}

// error_description = %x20-21 / %x23-5B / %x5D-7E. RFC 6750 §3
const quoted = (value: string): string => `"${value.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, ' ')}"`

/** One challenge of a WWW-Authenticate header. Parameters without a value are left out. */
export const challenge = (scheme: Scheme, parameters: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${quoted(value)}`],
  )
  return given.length === 0 ? scheme : `${scheme} ${given.join(', ')}`
}
