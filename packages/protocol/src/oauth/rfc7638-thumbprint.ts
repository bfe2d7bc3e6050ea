// The name of a key that follows from the key itself. RFC 7638 §3, RFC 8037 §2

const MEMBERS: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['EC', ['crv', 'kty', 'x', 'y']],
  ['OKP', ['crv', 'kty', 'x']],
  ['RSA', ['e', 'kty', 'n']],
])

/** The text whose SHA-256 is the thumbprint of a public key; undefined for what is none. */
export const thumbprintText = (jwk: Readonly<Record<string, unknown>>): string | undefined => {
  const members = MEMBERS.get(Object.hasOwn(jwk, 'kty') ? jwk['kty'] : undefined)
  if (!members?.every((member) => Object.hasOwn(jwk, member) && typeof jwk[member] === 'string')) return undefined
  return JSON.stringify(Object.fromEntries(members.map((member) => [member, jwk[member]])))
}
