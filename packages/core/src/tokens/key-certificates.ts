// A tenant's signing keys as administrators and certificate downloads see them. reference: Management API, section 17;
// Authentication API, section 2.3.
import { X509Certificate } from 'node:crypto'
import type { SigningKey, SigningKeyAlgorithm } from '../collections.ts'
import { ApiError } from '../errors.ts'
import { certificateBundle } from '../jose/certificate.ts'
import type { Tenancy } from '../tenancy.ts'
import { findSigningKeys } from './signing-keys.ts'

/** A signing key on the wire. Times are ISO 8601. */
export type SigningKeyView = {
  readonly kid: string
  /** Our own field: a tenant has one ring of keys for each algorithm. */
  readonly alg: SigningKeyAlgorithm
  readonly cert: string
  readonly pkcs7: string
  readonly current: boolean
  readonly next: boolean
  readonly previous: boolean
  readonly current_since?: string
  readonly current_until?: string
  /** SHA-1 of the certificate, hexadecimal with colons. */
  readonly fingerprint: string
  /** The same without colons. */
  readonly thumbprint: string
  readonly revoked: boolean
  readonly revoked_at?: string
}

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString()

/** What the Management API answers for `key`; never anything of its private half. */
export const signingKeyView = (key: SigningKey): SigningKeyView => {
  const { fingerprint } = new X509Certificate(key.cert)
  return {
    kid: key.kid,
    alg: key.alg,
    cert: key.cert,
    pkcs7: certificateBundle(key.cert),
    current: key.state === 'current',
    next: key.state === 'next',
    previous: key.state === 'previous',
    ...(key.current_since === undefined ? {} : { current_since: iso(key.current_since) }),
    ...(key.current_until === undefined ? {} : { current_until: iso(key.current_until) }),
    fingerprint,
    thumbprint: fingerprint.replaceAll(':', ''),
    revoked: key.state === 'revoked',
    ...(key.revoked_at === undefined ? {} : { revoked_at: iso(key.revoked_at) }),
  }
}

/** Every key of the tenant, the revoked ones too, oldest first. */
export const listSigningKeys = async (tenancy: Tenancy): Promise<readonly SigningKeyView[]> =>
  (await findSigningKeys(tenancy)).map(signingKeyView)

/** One key by its `kid`. Throws ApiError 404. */
export const getSigningKey = async (tenancy: Tenancy, kid: string): Promise<SigningKeyView> => {
  const key = (await findSigningKeys(tenancy)).find((one) => one.kid === kid)
  if (key === undefined) throw new ApiError(404, 'The signing key does not exist.')
  return signingKeyView(key)
}

/** The certificate of the key that signs RS256 now, for the download paths. */
export const currentCertificate = async (tenancy: Tenancy): Promise<{ readonly pem: string; readonly der: Buffer }> => {
  const key = (await findSigningKeys(tenancy)).find((one) => one.alg === 'RS256' && one.state === 'current')
  if (key === undefined) throw new Error('the tenant has no signing key for RS256')
  return { pem: key.cert, der: new X509Certificate(key.cert).raw }
}
