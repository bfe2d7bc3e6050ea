// The one way out of tenants' code, against a server that tries to lead it elsewhere or to hold it up.
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { egress, type Egress } from './egress.ts'
import { outsideCaller } from './outside.ts'

const MEBIBYTE = 1_048_576

describe('what a tenant’s code calls', () => {
  let server: Server
  let port = 0
  const seen: string[] = []
  const ask = (path: string, host = '127.0.0.1', findAddress: Egress = egress(['127.0.0.1']), more: object = {}) =>
    outsideCaller(findAddress)({ url: `http://${host}:${port}${path}`, method: 'GET', headers: [], ...more })

  before(async () => {
    server = createServer((request, response) => {
      seen.push(request.url ?? '')
      const size = Number(new URLSearchParams(request.url?.split('?')[1]).get('size'))
      if (request.url === '/elsewhere') response.writeHead(302, { location: '/inside' }).end()
      else if (request.url === '/never') response.write('a')
      else if (size > 0) response.end(Buffer.alloc(size))
      else response.end(JSON.stringify(request.headers))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  test('G1: is no private address, unless the operator allows it', async () => {
    const before = seen.length
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '127.1']) {
      await assert.rejects(ask('/', host, egress([])), { name: 'EgressRefused' }, host)
    }
    assert.equal(seen.length, before)
    assert.equal((await ask('/')).status, 200)
  })

  test('G1: is the address that was judged, whatever the name says a moment later', async () => {
    let asked = 0
    const once: Egress = async (host) => {
      asked += 1
      assert.equal(host, 'rebound.invalid')
      return '127.0.0.1'
    }
    // Nobody else knows the name: a second look at it would fail.
    assert.equal((await ask('/', 'rebound.invalid', once)).status, 200)
    assert.equal(asked, 1)
  })

  test('G1: does not lead on to where it says', async () => {
    const before = seen.length
    const { status, headers } = await ask('/elsewhere')
    assert.equal(status, 302)
    assert.ok(headers.some(([name, value]) => name === 'location' && value === '/inside'))
    assert.deepEqual(seen.slice(before), ['/elsewhere'])
  })

  test('G1: has an end in size and in time, both ways', async () => {
    assert.equal(Buffer.from((await ask(`/?size=${MEBIBYTE}`)).body, 'base64').length, MEBIBYTE)
    await assert.rejects(ask(`/?size=${MEBIBYTE + 1}`), /larger than/)
    await assert.rejects(ask('/never', undefined, undefined, { timeout: 50 }), /abort|timeout/i)
    const body = Buffer.alloc(262_145).toString('base64')
    await assert.rejects(ask('/', undefined, undefined, { method: 'POST', body }), /may have/)
  })

  test('G1: is http or https, and no header of it makes it another request', async () => {
    const caller = outsideCaller(egress([]))
    for (const url of ['file:///etc/passwd', 'ftp://127.0.0.1/', 'data:,x', 'gopher://127.0.0.1/', 'x']) {
      await assert.rejects(caller({ url, method: 'GET', headers: [] }), /Only http and https/, url)
    }
    const headers = [
      ['Host', 'inside.example'],
      ['Transfer-Encoding', 'chunked'],
      ['X-Own', 'kept'],
    ] as const
    const answer = await ask('/', undefined, undefined, { headers })
    const received = JSON.parse(Buffer.from(answer.body, 'base64').toString())
    assert.deepEqual([received.host, received['x-own']], [`127.0.0.1:${port}`, 'kept'])
    await assert.rejects(ask('/', undefined, undefined, { headers: [['X-Own', 'a\r\nHost: inside.example']] }))
  })

  test('G1: is one request, whatever its method: no body of it is taken for another', async () => {
    const body = Buffer.from('POST /inside HTTP/1.1\r\nHost: inside.example\r\nContent-Length: 0\r\n\r\n')
    for (const method of ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'POST', 'PUT', 'PATCH']) {
      const before = seen.length
      const answer = await ask('/', undefined, undefined, { method, body: body.toString('base64') })
      assert.equal(answer.status, 200, method)
      assert.deepEqual(seen.slice(before), ['/'], method)
      const received = JSON.parse(Buffer.from(answer.body, 'base64').toString() || '{}')
      assert.equal(received['content-length'], method === 'HEAD' ? undefined : String(body.length), method)
    }
  })
})
