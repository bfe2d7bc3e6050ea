// The ground on which the judges in the browser stand.
import assert from 'node:assert/strict'
import { createServer } from 'node:https'
import { once } from 'node:events'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { selfSignedCertificate } from '@symbolon/core/jose/certificate'
import { test } from 'node:test'
import { startApp } from './app-server.ts'
import { useBrowser } from './browser.ts'

const browser = useBrowser()

test('the browser opens pages of this machine over https, on every name of localhost', async (t) => {
  for (const host of ['localhost', 'a.localhost']) {
    const app = await startApp((_request, response) => void response.end('<h1>Here</h1>'), host)
    t.after(app.stop)
    const page = await (await browser.open(t)).newPage()
    await page.goto(app.origin)
    assert.equal(await page.evaluate('isSecureContext && document.title + location.hostname'), host)
  }
})

test('the browser trusts no certificate but that of the tests', async (t) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const now = Math.floor(Date.now() / 1000)
  const cert = selfSignedCertificate({
    privateKey,
    publicKey,
    commonName: 'localhost',
    alternativeNames: ['localhost'],
    notBefore: now - 60,
    notAfter: now + 3600,
    serial: randomBytes(16),
  })
  const key = privateKey.export({ format: 'pem', type: 'pkcs8' })
  const server = createServer({ cert, key }, (_request, response) => void response.end('hello'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const page = await (await browser.open(t)).newPage()
  await assert.rejects(page.goto(`https://localhost:${Object(server.address()).port}`), /ERR_CERT_AUTHORITY_INVALID/)
})

test('the browser knows no other machine', async (t) => {
  const page = await (await browser.open(t)).newPage()
  await assert.rejects(page.goto('https://example.com/'), /ERR_NAME_NOT_RESOLVED/)
})
