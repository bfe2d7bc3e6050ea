import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { test } from 'node:test'
import { tenantSmtp } from './tenant-smtp.ts'

test('who has set up a mail server reads the name that was set up, and not the address that it leads to from here', async (t) => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).end(`421 nothing for you at ${socket.localAddress}\r\n`)
  })
  server.listen()
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const mail = { to: 'a@b.example', from: undefined, subject: '', text: '', html: '', links: [], code: undefined }
  const way = { host: 'localhost', port, user: undefined, password: undefined }
  await assert.rejects(tenantSmtp(['localhost'])(mail, way), (error: Error) => {
    assert.match(error.message, /nothing for you at (?:::ffff:)?localhost/)
    assert.doesNotMatch(error.message, /127\.0\.0\.1|::1/)
    return true
  })
})
