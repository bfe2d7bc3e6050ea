import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { createServer, connect } from 'node:tls'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { certificateBundle, selfSignedCertificate, type CertificateRequest } from './certificate.ts'

const KEYS = {
  RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  'P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  Ed25519: generateKeyPairSync('ed25519'),
}
const NOT_BEFORE = Date.UTC(2026, 0, 2, 3, 4, 5) / 1000
const NOT_AFTER = Date.UTC(2051, 5, 7, 8, 9, 10) / 1000

const make = (name: keyof typeof KEYS, changes: Partial<CertificateRequest> = {}): string =>
  selfSignedCertificate({
    ...KEYS[name],
    commonName: 'tenant.example',
    notBefore: NOT_BEFORE,
    notAfter: NOT_AFTER,
    serial: Buffer.from('00ff00112233445566778899aabbccdd', 'hex'),
    certificateAuthority: true,
    ...changes,
  })

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
const openssl = (input: string, ...args: string[]): string => execFileSync('openssl', args, { input, encoding: 'utf8' })

describe('a self-signed certificate', () => {
  for (const name of ['RSA', 'P-256', 'Ed25519'] as const) {
    it(`for ${name} vouches for its own key`, () => {
      const certificate = new X509Certificate(make(name))
      assert.ok(certificate.verify(KEYS[name].publicKey))
      assert.ok(certificate.checkIssued(certificate))
      assert.ok(certificate.checkPrivateKey(KEYS[name].privateKey))
      assert.ok(certificate.publicKey.equals(KEYS[name].publicKey))
      assert.equal(certificate.subject, 'CN=tenant.example')
      assert.equal(certificate.issuer, 'CN=tenant.example')
      assert.equal(certificate.ca, true)
      assert.equal(certificate.checkHost('tenant.example'), 'tenant.example')
    })

    it(`for ${name} is valid from and until the second asked for, before 2050 and after`, () => {
      const certificate = new X509Certificate(make(name))
      assert.equal(certificate.validFromDate.getTime(), NOT_BEFORE * 1000)
      assert.equal(certificate.validToDate.getTime(), NOT_AFTER * 1000)
    })

    it(`for ${name} is found in order by openssl`, { skip: hasOpenssl ? false : 'openssl is not installed' }, () => {
      const text = openssl(make(name), 'x509', '-noout', '-text')
      assert.match(text, /Version: 3/)
      assert.match(text, /CA:TRUE/)
      assert.match(
        openssl(certificateBundle(make(name)), 'pkcs7', '-print_certs'),
        /CN\s*=\s*tenant\.example[^]*BEGIN CERTIFICATE/,
      )
    })
  }

  it('shows a server to a client over TLS', async () => {
    const cert = make('P-256', { alternativeNames: ['localhost', '127.0.0.1'], certificateAuthority: false })
    const key = String(KEYS['P-256'].privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const server = createServer({ key, cert }, (socket) => socket.end('hello')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    assert.ok(typeof address === 'object' && address !== null)
    const socket = connect({ host: '127.0.0.1', port: address.port, ca: cert, servername: 'localhost' })
    const [greeting] = await once(socket, 'data')
    assert.equal(String(greeting), 'hello')
    assert.equal(socket.authorized, true)
    socket.destroy()
    server.close()
  })

  it('carries names and addresses', () => {
    const names = [
      'localhost',
      '*.example.test',
      '127.0.0.1',
      '::1',
      'fe80::1:2',
      '2001:db8:1:2:3:4:5:6',
      '::ffff:10.0.0.1',
    ]
    const certificate = new X509Certificate(make('RSA', { alternativeNames: names, certificateAuthority: false }))
    assert.equal(certificate.ca, false)
    for (const host of ['localhost', 'a.example.test']) assert.ok(certificate.checkHost(host), host)
    for (const address of names.slice(2)) assert.ok(certificate.checkIP(address), address)
    assert.equal(certificate.checkHost('other.test'), undefined)
    assert.equal(certificate.checkIP('127.0.0.2'), undefined)
  })

  it('has a positive serial of at most 20 bytes whatever the randomness', () => {
    for (const serial of [Buffer.alloc(16), Buffer.alloc(16, 0xff), Buffer.alloc(40, 0xff), Buffer.of(0x80)]) {
      const { serialNumber } = new X509Certificate(make('P-256', { serial }))
      assert.match(serialNumber, /^[4-7][0-9A-F]{1,39}$/)
    }
  })

  it('takes a host longer than a common name may be', () => {
    const host = `${'a'.repeat(60)}.${'b'.repeat(60)}.example`
    assert.equal(new X509Certificate(make('RSA', { commonName: host })).subject, `CN=${host.slice(0, 64)}`)
  })

  it('is not made for a key of another type', () => {
    const pair = generateKeyPairSync('ed448')
    assert.throws(() => make('RSA', pair), TypeError)
  })
})
