// Tokens that nobody may take: each is a good one, and one thing about it is not.
import { createHmac, createPublicKey } from 'node:crypto'
import { partOf } from './arrange.ts'

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

const objectOf = (token: string, part: 0 | 1): object => {
  const value = partOf(token, part)
  if (typeof value !== 'object' || value === null) throw new Error('not an object')
  return value
}

const split = (token: string): readonly [header: string, payload: string, signature: string] => {
  const [header = '', payload = '', signature = ''] = token.split('.')
  return [header, payload, signature]
}

/** One member of the header is another, the signature is the old one. */
export function withHeader(token: string, changes: object): string {
  const [, payload, signature] = split(token)
  return [encode({ ...objectOf(token, 0), ...changes }), payload, signature].join('.')
}

/** One claim is another, the signature is the old one. */
export function withClaims(token: string, changes: object): string {
  const [header, , signature] = split(token)
  return [header, encode({ ...objectOf(token, 1), ...changes }), signature].join('.')
}

/** One bit of the signature is another. */
export function withBrokenSignature(token: string): string {
  const [header, payload, signature] = split(token)
  const bytes = Buffer.from(signature, 'base64url')
  bytes[20] = (bytes[20] ?? 0) ^ 1
  return [header, payload, bytes.toString('base64url')].join('.')
}

/** `alg` is `none`, and there is no signature. */
export function withoutSignature(token: string): string {
  return `${encode({ ...objectOf(token, 0), alg: 'none' })}.${split(token)[1]}.`
}

/** `alg` is `HS256`, and the secret is the public key that everybody can read. */
export async function signedWithPublicKey(token: string, issuer: string): Promise<string> {
  const pem = await (await fetch(`${issuer}rawpem`)).text()
  const secret = createPublicKey(pem).export({ format: 'pem', type: 'spki' })
  const input = `${encode({ ...objectOf(token, 0), alg: 'HS256' })}.${split(token)[1]}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}
