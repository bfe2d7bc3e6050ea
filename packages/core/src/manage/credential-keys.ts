// The public key of a client credential, from what was sent to what is kept. reference: Management API, section 5, credentials.
import { CLIENT_CREDENTIAL, type ClientCredential } from '@symbolon/protocol/entities/client-credential'
import { CLIENT_ASSERTION_ALGORITHMS } from '@symbolon/protocol/oauth/rfc7523-client-assertion'
import { newDocument } from '@symbolon/protocol/entities/documents'
import type { Document } from '@symbolon/protocol/entities/entity'
import { hash, X509Certificate, type KeyObject } from 'node:crypto'
import { newId } from '../identifiers.ts'
import { jwkThumbprint, publicKeyFromPem, UnfitKey, verificationKey } from '../jose/keys.ts'
import type { Tenancy } from '../tenancy.ts'
import { invalidBody } from './refusals.ts'

/** Most credentials a client may have. */
export const MAX_CREDENTIALS = 2

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const isAlgorithm = (alg: unknown): alg is ClientCredential['alg'] =>
  CLIENT_ASSERTION_ALGORITHMS.some((one) => one === alg)

const certificateOf = (pem: string): X509Certificate | undefined => {
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) return undefined
  try {
    return new X509Certificate(pem)
  } catch {
    throw invalidBody('The certificate cannot be read', 'pem')
  }
}

const fittingKey = (pem: string, alg: ClientCredential['alg']): KeyObject => {
  try {
    return verificationKey(alg, publicKeyFromPem(pem)).key
  } catch (error) {
    if (error instanceof UnfitKey) throw invalidBody(`The key cannot be used: ${error.message}`, 'pem')
    throw error
  }
}

/** An ISO 8601 time in the one spelling that is kept. */
export const isoTime = (value: string, property: string): string => {
  const milliseconds = Date.parse(value)
  if (Number.isNaN(milliseconds)) throw invalidBody('Not a date and time', property)
  return new Date(milliseconds).toISOString()
}

const expiryOf = (sent: Document, certificate: X509Certificate | undefined): { readonly expires_at?: string } => {
  if (sent['parse_expiry_from_cert'] === true) {
    if (!certificate)
      throw invalidBody('Only a certificate has an expiry that could be parsed', 'parse_expiry_from_cert')
    if (text(sent['expires_at']) !== undefined) {
      throw invalidBody('expires_at and parse_expiry_from_cert exclude each other', 'expires_at')
    }
    return { expires_at: isoTime(certificate.validTo, 'pem') }
  }
  const expires_at = text(sent['expires_at'])
  return expires_at === undefined ? {} : { expires_at: isoTime(expires_at, 'expires_at') }
}

/** The credential that `sent` describes, for this client. @throws ApiError 400 when its key is none or unfit for its algorithm */
export const newCredential = (tenancy: Tenancy, client_id: string, sent: Document): ClientCredential => {
  const { name } = sent
  const pem = text(sent['pem']) ?? ''
  const alg = isAlgorithm(sent['alg']) ? sent['alg'] : CLIENT_CREDENTIAL.defaults.alg
  const certificate = certificateOf(pem)
  const key = fittingKey(pem, alg)
  const now = new Date(tenancy.now()).toISOString()
  return newDocument<ClientCredential>(CLIENT_CREDENTIAL, {
    id: newId(tenancy.random, CLIENT_CREDENTIAL.idFormat),
    client_id,
    credential_type: 'public_key',
    ...(name === undefined ? {} : { name }),
    kid: text(sent['kid']) ?? jwkThumbprint(key),
    alg,
    pem: key.export({ format: 'pem', type: 'spki' }),
    ...expiryOf(sent, certificate),
    ...(certificate ? { thumbprint_sha256: hash('sha256', certificate.raw, 'base64url') } : {}),
    created_at: now,
    updated_at: now,
  })
}
