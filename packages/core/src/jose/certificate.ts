// Self-signed X.509 certificates (RFC 5280): the shape in which Auth0 hands out public keys, and enough for local TLS.
import { createHash, sign, X509Certificate, type KeyObject } from 'node:crypto'
import {
  bitString,
  boolean,
  context,
  contextPrimitive,
  integer,
  nothing,
  objectIdentifier,
  octetString,
  pem,
  sequence,
  set,
  time,
  utf8String,
} from './der.ts'

export type CertificateRequest = {
  /** RSA, P-256 or Ed25519. */
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly commonName: string
  /** Seconds since the epoch. */
  readonly notBefore: number
  /** Seconds since the epoch. */
  readonly notAfter: number
  /** Up to 20 random bytes. */
  readonly serial: Uint8Array
  /** Names under which a TLS server shows the certificate: DNS names and addresses. */
  readonly alternativeNames?: readonly string[]
  readonly certificateAuthority?: boolean
}

type SignatureRow = { readonly digest: 'sha256' | null; readonly identifier: () => Buffer }

const SIGNATURES: Readonly<Record<string, SignatureRow>> = {
  rsa: { digest: 'sha256', identifier: () => sequence(objectIdentifier('1.2.840.113549.1.1.11'), nothing()) },
  ec: { digest: 'sha256', identifier: () => sequence(objectIdentifier('1.2.840.10045.4.3.2')) },
  ed25519: { digest: null, identifier: () => sequence(objectIdentifier('1.3.101.112')) },
}

const MAX_COMMON_NAME = 64

// RFC 5280 allows 64 characters; a longer host is still whole in the alternative names.
const commonNameOf = (name: string): Buffer =>
  sequence(set(sequence(objectIdentifier('2.5.4.3'), utf8String(name.slice(0, MAX_COMMON_NAME)))))

const ipv4Bytes = (address: string): number[] => address.split('.').map(Number)

const ipv6Bytes = (address: string): number[] => {
  const groups = (part: string): number[] =>
    part === ''
      ? []
      : part.split(':').flatMap((group) => {
          if (group.includes('.')) return ipv4Bytes(group)
          const value = Number.parseInt(group, 16)
          return [value >> 8, value & 0xff]
        })
  const [head = '', tail] = address.split('::')
  const front = groups(head)
  const back = tail === undefined ? [] : groups(tail)
  return [...front, ...Array.from({ length: 16 - front.length - back.length }, () => 0), ...back]
}

const generalName = (name: string): Buffer => {
  if (name.includes(':')) return contextPrimitive(7, Buffer.from(ipv6Bytes(name)))
  if (/^\d+(\.\d+){3}$/.test(name)) return contextPrimitive(7, Buffer.from(ipv4Bytes(name)))
  return contextPrimitive(2, Buffer.from(name, 'ascii'))
}

const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
  sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octetString(value))

const extensions = (request: CertificateRequest, publicKey: Buffer): Buffer => {
  const { alternativeNames = [], certificateAuthority = false } = request
  const tls = alternativeNames.length > 0
  return sequence(
    extension('2.5.29.19', true, sequence(...(certificateAuthority ? [boolean(true)] : []))),
    extension('2.5.29.14', false, octetString(createHash('sha1').update(publicKey).digest())),
    // digitalSignature and keyCertSign: without the second, a self-signed certificate may not vouch for itself.
    extension('2.5.29.15', true, bitString(Buffer.of(0x84), 2)),
    ...(tls ? [extension('2.5.29.37', false, sequence(objectIdentifier('1.3.6.1.5.5.7.3.1')))] : []),
    ...(tls ? [extension('2.5.29.17', false, sequence(...alternativeNames.map(generalName)))] : []),
  )
}

// A serial is positive and has at most 20 bytes: RFC 5280 §4.1.2.2.
const serialNumber = (random: Uint8Array): Buffer => {
  const bytes = Buffer.from(random.subarray(0, 20))
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return integer(bytes)
}

/** The certificate, PEM. Throws TypeError for a key of another type. */
export const selfSignedCertificate = (request: CertificateRequest): string => {
  const row = SIGNATURES[request.privateKey.asymmetricKeyType ?? '']
  if (row === undefined) throw new TypeError('certificates are made for RSA, P-256 and Ed25519 keys')
  const publicKey = request.publicKey.export({ type: 'spki', format: 'der' })
  const name = commonNameOf(request.commonName)
  const body = sequence(
    context(0, integer(Buffer.of(2))),
    serialNumber(request.serial),
    row.identifier(),
    name,
    sequence(time(request.notBefore), time(request.notAfter)),
    name,
    publicKey,
    context(3, extensions(request, publicKey)),
  )
  const signature = sign(row.digest, body, request.privateKey)
  return pem('CERTIFICATE', sequence(body, row.identifier(), bitString(signature)))
}

/** A PKCS#7 bundle, PEM, that holds the certificate and no signature. RFC 2315 §9.1 */
export const certificateBundle = (certificate: string): string => {
  const content = sequence(
    integer(Buffer.of(1)),
    set(),
    sequence(objectIdentifier('1.2.840.113549.1.7.1')),
    context(0, new X509Certificate(certificate).raw),
    set(),
  )
  return pem('PKCS7', sequence(objectIdentifier('1.2.840.113549.1.7.2'), context(0, content)))
}
