// The signature of an ID token that came through an address, where anybody might have written it. RFC 7515, section 5.2.
import { fromBase64url } from '../base64url.ts'
import { LoginError } from '../errors.ts'

const ALGORITHMS: ReadonlyMap<unknown, RsaHashedImportParams | (EcKeyImportParams & EcdsaParams)> = new Map([
  ['RS256', { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }],
  ['ES256', { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }],
])

const header = (token: string): { readonly alg?: unknown; readonly kid?: unknown } => {
  try {
    return Object(JSON.parse(new TextDecoder().decode(fromBase64url(token.split('.')[0] ?? ''))))
  } catch {
    return {}
  }
}

/** @param jwks_uri - where the issuer shows its keys @throws LoginError `id_token_refused` or `unreachable` */
export async function checkSignature(token: string, jwks_uri: string): Promise<void> {
  const refuse = (why: string): never => {
    throw new LoginError('id_token_refused', why)
  }
  const { alg, kid } = header(token)
  const algorithm = ALGORITHMS.get(alg) ?? refuse('It is signed in a way that this library does not know')
  const keys = await keysAt(jwks_uri)
  const jwk = keys.find((key) => key['kid'] === kid && (key['alg'] === undefined || key['alg'] === alg))
  const { kty, n, e, crv, x, y } = jwk ?? refuse('The issuer has no key of this name')
  const key = await crypto.subtle
    .importKey('jwk', { kty, n, e, crv, x, y } as JsonWebKey, algorithm, false, ['verify'])
    .catch(() => refuse('The key does not fit'))
  const [head = '', payload = '', signature = ''] = token.split('.')
  const signed = new TextEncoder().encode(`${head}.${payload}`)
  if (!(await crypto.subtle.verify(algorithm, key, fromBase64url(signature), signed))) refuse('The signature is wrong')
}

async function keysAt(jwks_uri: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  try {
    const { keys } = Object(await (await fetch(jwks_uri)).json())
    return Array.isArray(keys) ? keys : []
  } catch {
    throw new LoginError('unreachable', 'The issuer does not show its keys')
  }
}
