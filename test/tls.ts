// A certificate for localhost that the processes of the tests trust. Published SDKs insist on https, so the servers that they
// talk to need one. It is made once a run and named in NODE_EXTRA_CA_CERTS, which Node reads when a process starts: test/run.ts
// sets it for the suites. A file that is run alone makes its own, and trusts it from then on.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { selfSignedCertificate } from '@symbolon/core/jose/certificate'

const HOUR = 3600

type Files = { readonly cert: string; readonly key: string }

/** Paths of the certificate and its key. Made when NODE_EXTRA_CA_CERTS names none of ours. */
export function localCertificate(): Files {
  const trusted = process.env.NODE_EXTRA_CA_CERTS
  const key = trusted === undefined ? '' : join(dirname(trusted), 'localhost.key')
  if (trusted !== undefined && existsSync(key)) return { cert: trusted, key }
  const made = makeCertificate()
  process.env.NODE_EXTRA_CA_CERTS = made.cert
  setDefaultCACertificates([...getCACertificates(), readFileSync(made.cert, 'utf8')])
  return made
}

/** Makes the certificate and has processes started from here on trust it. */
export function trustLocalCertificate(): void {
  localCertificate()
}

function makeCertificate(): Files {
  const folder = mkdtempSync(join(tmpdir(), 'symbolon-tls-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const files = { cert: join(folder, 'localhost.pem'), key: join(folder, 'localhost.key') }
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const now = Math.floor(Date.now() / 1000)
  const cert = selfSignedCertificate({
    privateKey,
    publicKey,
    commonName: 'localhost',
    alternativeNames: ['localhost', 'a.localhost', 'b.localhost', '127.0.0.1', '::1'],
    notBefore: now - HOUR,
    notAfter: now + 24 * HOUR,
    serial: randomBytes(16),
    certificateAuthority: true,
  })
  writeFileSync(files.cert, cert)
  writeFileSync(files.key, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 })
  return files
}
