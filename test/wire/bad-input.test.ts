import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { after, before, describe, test } from 'node:test'
import { CLIENT_ID, CLIENT_SECRET } from '../server.ts'
import { readResponse, sendRaw, tokenRequest, type RawResponse } from './raw-request.ts'
import { basic, DEMO_API, GRANT, refuses, requireErrorBody, tokensOf } from './token-calls.ts'
import { startWorld, type World } from './world.ts'

const FORM = new URLSearchParams({
  ...GRANT,
  client_id: CLIENT_ID,
  client_secret: CLIENT_SECRET,
  audience: DEMO_API,
}).toString()
const INVALID = { status: 400, error: 'invalid_request' }

describe('the token endpoint and bad input', () => {
  let world: World
  before(async () => (world = await startWorld()))
  after(() => world.stop())

  const post = (body: string | Uint8Array<ArrayBuffer>, contentType = 'application/x-www-form-urlencoded') =>
    fetch(`${world.issuer}oauth/token`, { method: 'POST', headers: { 'content-type': contentType }, body })
  const raw = (...parts: (string | Buffer)[]) => sendRaw(world.port, parts)
  const refusesRaw = (response: RawResponse, status: number, error = 'invalid_request'): void => {
    assert.equal(response.status, status, response.body)
    requireErrorBody(response.body, { error })
    assert.match(response.headers.get('content-type') ?? '', /^application\/json/)
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.equal(Buffer.byteLength(response.body), Number(response.headers.get('content-length')))
  }
  const works = async () => tokensOf(await post(FORM))

  test('what is not there is not there, whatever is sent to it', async () => {
    for (const path of ['oauth/token/', 'nope', 'oauth/%74oken']) {
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(`${world.issuer}${path}`, { method: 'POST', headers, body: '{"a' })
      await refuses(response, { status: 404, error: 'not_found' })
    }
  })

  test('a path that cannot be decoded is refused in the words of its wing', async () => {
    const management = await fetch(`${world.issuer}api/v2/clients/%zz`)
    assert.equal(management.status, 400)
    const { statusCode, errorCode } = JSON.parse(await management.text())
    assert.deepEqual({ statusCode, errorCode }, { statusCode: 400, errorCode: 'invalid_uri' })
    await refuses(await fetch(`${world.issuer}%zz`), { status: 400, error: 'invalid_request' })
  })

  describe('methods', () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      test(`${method} is answered with 405, in JSON, with what is allowed`, async () => {
        const response = await fetch(`${world.issuer}oauth/token`, { method })
        assert.equal(response.headers.get('allow'), 'POST')
        await refuses(response, { status: 405, error: 'method_not_allowed' })
      })
    }

    test('HEAD is answered with 405 and no body, and the connection stays in step', async () => {
      const response = await fetch(`${world.issuer}oauth/token`, { method: 'HEAD' })
      assert.equal(response.status, 405)
      assert.equal(await response.text(), '')
      await works()
    })

    test('a method that HTTP does not know is refused', async () => {
      const response = await raw(`FOO /oauth/token HTTP/1.1\r\nHost: ${world.host}\r\n\r\n`)
      refusesRaw(response, 400)
    })

    test('CONNECT and upgrades get no tunnel', async () => {
      const asked = raw(`CONNECT ${world.host} HTTP/1.1\r\nHost: ${world.host}\r\n\r\n`)
      const status = await asked.then(({ status }) => status).catch(() => 'hung up' as const)
      assert.ok(status === 'hung up' || status >= 400)
      const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n'
      const response = await raw(`GET /oauth/token HTTP/1.1\r\nHost: ${world.host}\r\n${upgrade}\r\n`)
      assert.ok(response.status >= 400)
    })
  })

  describe('paths', () => {
    for (const path of [
      '/oauth/token/',
      '/OAUTH/TOKEN',
      '//oauth/token',
      '/oauth//token',
      '/oauth/./token',
      '/oauth/%74oken',
      '/oauth/token;x=1',
      '/oauth/token%00',
      '/oauth/token%2f',
      '/x/../oauth/token',
      '/%',
      '/%ff',
      '/%e0%a4%a',
      `/${'a'.repeat(8000)}`,
    ]) {
      test(`${JSON.stringify(path.slice(0, 30))} is not the token endpoint, and gives no token`, async () => {
        const text = tokenRequest(world.host, FORM)
          .toString('latin1')
          .replace('/oauth/token', () => path)
        const response = await raw(text)
        assert.ok(response.status >= 400 && response.status < 500, String(response.status))
        assert.ok(!response.body.includes('access_token'))
        assert.match(response.headers.get('content-type') ?? '', /^application\/json/)
        assert.ok('error' in JSON.parse(response.body))
      })
    }

    test('a target in absolute form does not choose the tenant or the endpoint by itself', async () => {
      const text = tokenRequest(world.host, FORM).toString('latin1')
      const response = await raw(text.replace('/oauth/token', 'http://evil.example/oauth/token'))
      assert.ok(!response.body.includes('evil.example'))
      assert.ok(response.status >= 400 || JSON.parse(response.body).token_type === 'Bearer')
    })
  })

  describe('content types', () => {
    for (const contentType of [
      'application/x-www-form-urlencoded; charset=utf-8',
      'Application/X-WWW-Form-URLencoded',
      'application/x-www-form-urlencoded ;charset="utf-8"; x=y',
    ]) {
      test(`${contentType} is a form`, async () => void (await tokensOf(await post(FORM, contentType))))
    }

    test('application/json with parameters is JSON', async () => {
      const json = JSON.stringify(Object.fromEntries(new URLSearchParams(FORM)))
      await tokensOf(await post(json, 'APPLICATION/JSON; charset=UTF-8'))
    })

    for (const contentType of [
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/xml',
      'application/jsonp',
      'application/x-www-form-urlencoded, application/json',
      'json',
      ';',
      '*/*',
    ]) {
      test(`${contentType} is refused`, async () => refuses(await post(FORM, contentType), INVALID))
    }

    test('no content type is refused', async () => {
      const text = tokenRequest(world.host, FORM)
        .toString('latin1')
        .replace(/Content-Type: [^\r]*\r\n/, '')
      refusesRaw(await raw(text), 400)
    })

    test('a form said to be JSON and JSON said to be a form are refused', async () => {
      await refuses(await post(FORM, 'application/json'), {
        ...INVALID,
        description: 'The body of your request was not a well-formed JSON.',
      })
      await refuses(await post(JSON.stringify(Object.fromEntries(new URLSearchParams(FORM)))), INVALID)
    })

    test('a compressed body is refused, not believed', async () => {
      const body = new Uint8Array(gzipSync(FORM))
      const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' }
      await refuses(await fetch(`${world.issuer}oauth/token`, { method: 'POST', headers, body }), INVALID)
    })
  })

  describe('bodies', () => {
    test('none at all', async () => {
      await refuses(await post(''), { ...INVALID, description: 'Missing required parameter: grant_type' })
      await refuses(await post('', 'application/json'), INVALID)
    })

    for (const text of [
      '{',
      '{}{}',
      '[]',
      '"x"',
      'null',
      '1',
      '{"grant_type":"client_credentials"',
      "{'grant_type':'client_credentials'}",
      '{"grant_type":"client_credentials",}',
      '\ufeff{"grant_type":"client_credentials"}',
      `${'['.repeat(15_000)}`,
      `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
      '{"a":1e999999}',
      '{"__proto__":{"grant_type":"client_credentials"}}',
    ]) {
      test(`JSON ${JSON.stringify(text.slice(0, 40))} is refused`, async () => {
        await refuses(await post(text, 'application/json'), INVALID)
      })
    }

    for (const text of ['%', '%2', '%zz', 'a=%ff', 'a=%c3', 'a=%ed%a0%80', 'grant_type=%00', 'a=\0', '\0=\0']) {
      test(`the form ${JSON.stringify(text)} is refused`, async () => {
        await refuses(await post(text), INVALID)
        await refuses(await post(`${FORM}&${text}`), INVALID)
      })
    }

    for (const name of ['client_id', 'client_secret', 'audience', 'scope', 'anything']) {
      test(`NUL and half a character in ${name} are refused, in JSON and in a form`, async () => {
        const parameters = Object.fromEntries(new URLSearchParams(FORM))
        for (const value of ['a\0b', '\ud800', 'x\udc00', '\udc00\ud800']) {
          await refuses(await post(JSON.stringify({ ...parameters, [name]: value }), 'application/json'), INVALID)
        }
        const { [name]: _, ...rest } = parameters
        await refuses(await post(`${new URLSearchParams(rest)}&${name}=a%00b`), INVALID)
        await refuses(await post(`${new URLSearchParams(rest)}&${name}=%ed%a0%80`), INVALID)
      })
    }

    test('binary bodies are refused', async () => {
      const everyByte = Uint8Array.from({ length: 4096 }, (_, at) => (at * 7) % 256)
      for (const contentType of ['application/x-www-form-urlencoded', 'application/json']) {
        await refuses(await post(everyByte, contentType), INVALID)
        await refuses(await post(new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0]), contentType), INVALID)
      }
    })

    test('100 parameters are read, 101 are refused, in a form and in JSON', async () => {
      const more = (count: number) => Array.from({ length: count }, (_, at) => [`p${at}`, 'x'])
      const known = [...new URLSearchParams(FORM)]
      for (const [count, status] of [
        [100, 200],
        [101, 400],
        [1500, 400],
      ] as const) {
        const all = [...known, ...more(count - known.length)]
        assert.equal((await post(new URLSearchParams(all).toString())).status, status)
        assert.equal((await post(JSON.stringify(Object.fromEntries(all)), 'application/json')).status, status)
      }
      await tokensOf(await post(`${'&'.repeat(50)}${FORM}&&`))
    })

    test('a body of 32768 bytes is read, and one byte more is too large', async () => {
      const padded = (length: number) => `${FORM}&pad=${'x'.repeat(length - FORM.length - 5)}`
      await tokensOf(await post(padded(32_768)))
      await refuses(await post(padded(32_769)), { status: 413, error: 'invalid_request' })
    })

    test('a body of 20 MB is answered with 413, whether it says its length or not', async () => {
      const chunk = Buffer.alloc(1_000_000, 'x')
      await refuses(await post(new Uint8Array(20_000_000)), { status: 413, error: 'invalid_request' })
      const stream = ReadableStream.from(Array.from({ length: 20 }, () => chunk))
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const request = { method: 'POST', headers, body: stream, duplex: 'half' } as const
      await refuses(await fetch(`${world.issuer}oauth/token`, request), { status: 413, error: 'invalid_request' })
      await works()
    })
  })

  describe('framing', () => {
    test('a chunked body is read', async () => {
      const half = Math.floor(FORM.length / 2)
      const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
      const head = tokenRequest(world.host, '', ['Transfer-Encoding: chunked'])
      const response = await raw(head, chunk(FORM.slice(0, half)), chunk(FORM.slice(half)), '0\r\n\r\n')
      assert.equal(response.status, 200)
    })

    test('a body in two hundred pieces is read, and holds nobody up', async () => {
      const socket = connect(world.port, '127.0.0.1')
      const request = tokenRequest(world.host, FORM)
      const answered = readResponse(socket)
      for (let at = 0; at < request.length; at += 1) {
        await new Promise<void>((resolve) => socket.write(request.subarray(at, at + 1), () => resolve()))
        if (at % 100 === 0) await works()
      }
      assert.equal((await answered).status, 200)
      socket.destroy()
    })

    test('a body shorter than it says is never taken for whole', async () => {
      const socket = connect({ port: world.port, host: '127.0.0.1', allowHalfOpen: true })
      const answered = readResponse(socket)
      socket.end(tokenRequest(world.host, FORM, [`Content-Length: ${FORM.length + 1}`]))
      const outcome = await answered.then(
        ({ status }) => status,
        () => 'hung up',
      )
      assert.ok(outcome === 400 || outcome === 'hung up', String(outcome))
      await works()
    })

    test('what follows a body shorter than it is, is no part of it', async () => {
      const response = await raw(tokenRequest(world.host, FORM, ['Content-Length: 10']))
      refusesRaw(response, 400)
    })

    for (const [what, headers] of [
      ['two lengths', ['Content-Length: 5', 'Content-Length: 6']],
      ['a length and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked']],
      ['a negative length', ['Content-Length: -1']],
      ['a length that is no number', ['Content-Length: abc']],
      ['a length beyond all', ['Content-Length: 99999999999999999999']],
      ['an unknown transfer encoding', ['Transfer-Encoding: chunked, identity']],
      ['a space before the colon', ['Content-Length: 5', 'X-A : b']],
      ['a folded header', ['Content-Length: 5', 'X-A: b\r\n c']],
      ['a NUL in a header', ['Content-Length: 5', 'X-A: \0']],
      ['a bare line feed', ['Content-Length: 5', 'X-A: a\n\nGET / HTTP/1.1']],
    ] as const) {
      test(`${what} is refused, in JSON, and the connection ends`, async () => {
        const response = await raw(tokenRequest(world.host, FORM, headers))
        assert.ok(response.status === 400 || response.status === 413, String(response.status))
        requireErrorBody(response.body, { error: 'invalid_request' })
        assert.equal(response.headers.get('connection'), 'close')
      })
    }

    test('a request that announces no body has none, whatever type it names, and the next one is read', async () => {
      const paths = [
        'oauth/token',
        'userinfo',
        'api/v2/clients',
        'dbconnections/signup',
        'u/login',
        'continue',
        'nowhere',
      ]
      const types = ['application/json', FORM, 'multipart/form-data; boundary=x', 'text/plain', undefined]
      for (const path of paths) {
        for (const method of ['POST', 'GET', 'DELETE']) {
          for (const type of types) {
            const head = [
              `${method} /${path} HTTP/1.1`,
              `Host: ${world.host}`,
              ...(type ? [`Content-Type: ${type}`] : []),
            ]
            const socket = connect(world.port, '127.0.0.1')
            for (const round of [1, 2]) {
              socket.write(`${head.join('\r\n')}\r\n\r\n`)
              const { status } = await readResponse(socket)
              assert.ok(status >= 300 && status < 500, `${head.join()}, ${round}: ${status}`)
            }
            socket.destroy()
          }
        }
      }
    })

    test('a refusal keeps the connection, where nothing of its request is left to read', async () => {
      const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'nobody', client_secret: 'x' })
      const refusals = [
        [401, await fetch(`${world.issuer}userinfo`)],
        [405, await fetch(`${world.issuer}oauth/token`)],
        [401, await fetch(`${world.issuer}oauth/token`, { method: 'POST', body: form })],
      ] as const
      for (const [status, response] of refusals) {
        await response.text()
        assert.equal(response.status, status)
        assert.equal(response.headers.get('connection'), 'keep-alive')
      }
    })

    test('broken chunks are refused', async () => {
      const head = tokenRequest(world.host, '', ['Transfer-Encoding: chunked'])
      refusesRaw(await raw(head, 'zz\r\nxx\r\n'), 400)
      refusesRaw(await raw(head, `5\r\n${'x'.repeat(50)}\r\n`), 400)
    })

    test('bytes that are no HTTP are answered with 400 in JSON', async () => {
      for (const bytes of ['hello\r\n\r\n', '\x16\x03\x01\x02\x00\x01\x00', Buffer.alloc(100, 0xff)]) {
        refusesRaw(await raw(bytes), 400)
      }
    })

    test('two requests in one write are answered in order', async () => {
      const socket = connect(world.port, '127.0.0.1')
      const wrong = tokenRequest(world.host, 'grant_type=x')
      const closing = tokenRequest(world.host, FORM, ['Connection: close'])
      socket.write(Buffer.concat([wrong, closing]))
      let text = ''
      for await (const chunk of socket) text += String(chunk)
      assert.deepEqual(text.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 400', 'HTTP/1.1 200'])
    })

    test('Expect: 100-continue is honoured, and another expectation is ignored', async () => {
      const head = tokenRequest(world.host, FORM, ['Expect: 100-continue'])
      const socket = connect(world.port, '127.0.0.1')
      socket.write(head)
      let text = ''
      for await (const chunk of socket) {
        text += String(chunk)
        if (text.includes('access_token')) break
      }
      socket.destroy()
      assert.match(text, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/)
      const odd = await raw(tokenRequest(world.host, FORM, ['Expect: the-unexpected']))
      assert.equal(odd.status, 200)
    })
  })

  describe('headers', () => {
    test('headers of 100 kB, or ten thousand of them, are answered with 431 in JSON', async () => {
      refusesRaw(await raw(tokenRequest(world.host, FORM, [`X-Bomb: ${'x'.repeat(100_000)}`])), 431)
      const many = Array.from({ length: 10_000 }, (_, at) => `X-${at}: y`)
      refusesRaw(await raw(tokenRequest(world.host, FORM, many)), 431)
      await works()
    })

    test('a thousand small headers do no harm', async () => {
      const many = Array.from({ length: 1000 }, (_, at) => `A${at}: b`)
      const { status } = await raw(tokenRequest(world.host, FORM, many))
      assert.ok(status === 200 || status === 431, String(status))
    })

    test('headers that others read are not believed and do not fail', async () => {
      const headers = {
        'auth0-client': '!!!not base64!!!',
        'auth0-forwarded-for': '1.2.3.4, x',
        dpop: 'not.a.proof',
        'x-forwarded-for': "'; drop table clients",
        'x-forwarded-proto': 'gopher',
        cookie: '='.repeat(5000),
        'user-agent': 'ü'.repeat(1000),
        'x-http-method-override': 'GET',
        'accept-encoding': 'gzip, br',
        accept: 'text/html',
        origin: 'null',
      }
      const sent = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
      assert.equal((await raw(tokenRequest(world.host, FORM, sent))).status, 200)
    })

    test('an Authorization header twice is refused or one of them is wrong, never guessed', async () => {
      const { authorization } = basic(CLIENT_ID, CLIENT_SECRET)
      const wrong = basic(CLIENT_ID, 'wrong').authorization
      const body = new URLSearchParams({ ...GRANT, audience: DEMO_API }).toString()
      const headers = [`Authorization: ${wrong}`, `Authorization: ${authorization}`]
      assert.equal((await raw(tokenRequest(world.host, body, headers))).status, 401)
    })

    test('no answer repeats a line break or a header of the request', async () => {
      const response = await post(`${FORM}&grant_type=x%0d%0aSet-Cookie:%20a=b`)
      assert.equal(response.headers.get('set-cookie'), null)
      await refuses(response, INVALID)
      const odd = await post('grant_type=x%0d%0aSet-Cookie:%20a=b')
      assert.equal(odd.headers.get('set-cookie'), null)
      await refuses(odd, { status: 400, error: 'unsupported_grant_type' })
    })
  })

  test('after all this the server is as it was', async () => {
    const { items } = await world.tenancy.store.page('clients', { where: {}, limit: 50 })
    assert.deepEqual(items.map(({ name }) => name).sort(), ['All Applications', 'First application', 'Machine'])
    await works()
  })
})
