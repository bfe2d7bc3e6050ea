import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import Fastify from 'fastify'
import { clearCookie, COOKIES, readCookie, setCookie, type CookieKind } from './cookies.ts'

/** What a server at `issuer` reads of a Cookie header, and what it sets. */
async function exchange(issuer: string, cookie: string, kind: CookieKind = 'session') {
  const fastify = Fastify()
  fastify.decorateRequest('tenancy')
  fastify.get('/', async (request, reply) => {
    Object.assign(request, { tenancy: { tenant: { issuer } } })
    const read = readCookie(request, kind) ?? null
    setCookie(reply, kind, 'handle', 60)
    setCookie(reply, 'browser', 'other')
    return { read }
  })
  fastify.delete('/', async (request, reply) => {
    Object.assign(request, { tenancy: { tenant: { issuer } } })
    clearCookie(reply, kind)
    return {}
  })
  const answered = await fastify.inject({ url: '/', headers: { cookie } })
  const cleared = await fastify.inject({ method: 'DELETE', url: '/' })
  return { read: answered.json().read, set: answered.headers['set-cookie'], cleared: cleared.headers['set-cookie'] }
}

describe('a cookie', () => {
  test('over TLS is of this host alone, and goes along into frames of other sites', async () => {
    const { set, cleared } = await exchange('https://tenant.example/', '')
    assert.deepEqual(set, [
      '__Host-auth0=handle; Path=/; HttpOnly; Secure; SameSite=None; Max-Age=60',
      '__Host-auth0_browser=other; Path=/; HttpOnly; Secure; SameSite=None',
    ])
    assert.equal(cleared, '__Host-auth0=; Path=/; HttpOnly; Secure; SameSite=None; Max-Age=0')
  })

  test('without TLS is what browsers still allow', async () => {
    const { set } = await exchange('http://localhost:3000/', '')
    assert.deepEqual(set, [
      'auth0=handle; Path=/; HttpOnly; SameSite=Lax; Max-Age=60',
      'auth0_browser=other; Path=/; HttpOnly; SameSite=Lax',
    ])
  })

  test('is read by its whole name', async () => {
    const secure = 'https://tenant.example/'
    for (const kind of ['session', 'browser', 'cross_origin'] as const) {
      const name = `__Host-${COOKIES[kind]}`
      assert.equal((await exchange(secure, `a=b; ${name}=handle-1_x; c=d`, kind)).read, 'handle-1_x')
      // Anything a neighbour or an attacker without TLS could have set.
      assert.equal((await exchange(secure, `${COOKIES[kind]}=planted; x${name}=planted`, kind)).read, null)
    }
  })

  test('security F13: is as good as none when it is not one of ours', async () => {
    for (const value of ['', '"x"', 'a b', 'a.b', '%41', 'é', 'x'.repeat(257), '{}']) {
      assert.equal((await exchange('http://localhost/', `auth0=${value}`)).read, null, value)
    }
  })
})
