import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Client } from '@symbolon/protocol/entities/client'
import { newClientDocument } from './new-client.ts'
import {
  clientWithin,
  firstCallback,
  isAllowedOrigin,
  isCallback,
  isLogoutUrl,
  isPostLogoutUrl,
  isSafeUrl,
  isVerifiableCallback,
  isWebOrigin,
  originOf,
} from './redirect-uris.ts'

const client = (fields: Partial<Client> = {}): Client => newClientDocument('client', { name: 'App', ...fields })

const CALLBACK = 'https://app.example.com/oauth/callback?tenant=a'
const APP = client({ app_type: 'regular_web', callbacks: [CALLBACK] })
const HOST = 'app.example.com'

const CONTROL = Array.from({ length: 33 }, (_, code) => String.fromCharCode(code))
const UNICODE = [
  '\u007f',
  '\u00a0',
  '\u00ad',
  '\u200b',
  '\u2028',
  '\u2029',
  '\ufeff',
  '\uff0f',
  '\uff0e',
  '\uff20',
  '\u3002',
  'é',
]
const ODD = ['"', '<', '>', '\\', '^', '`', '{', '|', '}']

/** The callback with `inserted` at every place where readers of URLs have been known to disagree. */
const inserted = (text: string): readonly string[] => [
  text + CALLBACK,
  CALLBACK + text,
  CALLBACK.replace('https:', `https${text}:`),
  CALLBACK.replace('//', `//${text}`),
  CALLBACK.replace('.com/', `.com${text}/`),
  CALLBACK.replace('/oauth', `/${text}oauth`),
]

/** Attacks on matchers of redirect URIs that have worked somewhere. */
const MUTATED: readonly string[] = [
  ...[...CONTROL, ...UNICODE, ...ODD].flatMap(inserted),
  // C1: the path goes up again.
  ...[
    '..;/',
    '../',
    './',
    '%2e%2e/',
    '%2e%2e%2f',
    '..%2f',
    '.%2e/',
    '..\\',
    '..%5c',
    ';/',
    ';a=b/',
    '//',
    '%2f',
    '/%09/',
    '/%00/',
  ].flatMap((step) => [
    CALLBACK.replace('/callback', `/${step}callback`),
    CALLBACK.replace('/callback', `/callback/${step}evil`),
    CALLBACK.replace('/oauth/callback', `/${step}oauth/callback`),
    `https://${HOST}/oauth/callback/${step}?tenant=a`,
  ]),
  // C2: several at signs, names before the host.
  ...[
    'user@',
    'user:pass@',
    '@',
    '@@',
    'a@b@',
    'evil.example@',
    'evil.example%40',
    'evil.example:80@',
    'evil.example\\@',
    'evil.example#@',
    'evil.example?@',
    'evil.example/@',
  ].map((name) => CALLBACK.replace('//', `//${name}`)),
  ...[
    '@evil.example',
    '@@evil.example',
    ':443@evil.example',
    '%40evil.example',
    '\\@evil.example',
    '#@evil.example',
    '&@evil.example',
  ].map((name) => CALLBACK.replace(HOST, HOST + name)),
  // C3: another host that begins or ends alike.
  ...[
    'evil.example',
    `${HOST}.evil.example`,
    `evil${HOST}`,
    `evil.${HOST}`,
    `${HOST}evil`,
    'app-example.com',
    'appXexample.com',
    'example.com',
    'app.example.co',
    'app.example.comm',
    'app.example.com.',
    '.app.example.com',
    'app..example.com',
    'app.example.com%00.evil.example',
    'app.example.com%2eevil.example',
    'xn--app.example.com',
    'app.example.com:80',
    'app.example.com:443',
    'app.example.com:8443',
    'app.example.com:',
    'app.example.com:0443',
    'app.example.com:99999',
    '*.example.com',
    'app.example.*',
    '*',
    '[::1]',
    '127.0.0.1',
    '0',
    'localhost',
    '{organization_name}.example.com',
  ].map((host) => CALLBACK.replace(HOST, host)),
  // C7: another case.
  CALLBACK.toUpperCase(),
  CALLBACK.replace('https', 'HTTPS'),
  CALLBACK.replace('https', 'Https'),
  CALLBACK.replace(HOST, 'APP.example.com'),
  CALLBACK.replace(HOST, 'app.EXAMPLE.com'),
  CALLBACK.replace('callback', 'Callback'),
  CALLBACK.replace('oauth', 'OAUTH'),
  CALLBACK.replace('tenant', 'Tenant'),
  CALLBACK.replace('=a', '=A'),
  // More, less, or another order behind the host.
  ...[
    '',
    '/',
    '/oauth',
    '/oauth/',
    '/oauth/callback',
    '/oauth/callback/',
    '/oauth/callback?',
    '/oauth/callback/?tenant=a',
    '/oauth/callback?tenant=',
    '/oauth/callback?tenant',
    '/oauth/callback?tenant=b',
    '/oauth/callback?tenant=a&',
    '/oauth/callback?tenant=a&a=b',
    '/oauth/callback?a=b&tenant=a',
    '/oauth/callback?tenant=a&tenant=a',
    '/oauth/callback?tenant=%61',
    '/oauth/callback#',
    '/oauth/callback?tenant=a#',
    '/oauth/callback?tenant=a#x',
    '/oauth/callback?tenant=a%23x',
    '/oauth/callback%3Ftenant=a',
    '/oauth%2fcallback?tenant=a',
    '/%6fauth/callback?tenant=a',
    '/oauth/callback%20?tenant=a',
    '/oauth/callback.?tenant=a',
    '/oauth/callback;x?tenant=a',
    '//oauth/callback?tenant=a',
  ].map((rest) => `https://${HOST}${rest}`),
  // C9: another scheme.
  ...[
    'http',
    'ftp',
    'ws',
    'wss',
    'javascript',
    'JaVaScRiPt',
    'data',
    'vbscript',
    'file',
    'blob',
    'view-source',
    'about',
    'intent',
    'httpss',
    'shttps',
    'h',
    'com.example',
    'https:https',
    'http+https',
    '',
  ].flatMap((scheme) => [
    CALLBACK.replace('https', scheme),
    `${scheme}:${CALLBACK}`,
    `${scheme}:alert(1)//${CALLBACK}`,
  ]),
  // C15: not absolute.
  ...['/', '//', '///', '/\\', '\\\\', '/\t/', '/%09/', './', '../', '?', '#', ''].map(
    (start) => `${start}${HOST}/oauth/callback?tenant=a`,
  ),
  'https:/app.example.com/oauth/callback?tenant=a',
  'https:app.example.com/oauth/callback?tenant=a',
  'https:///app.example.com/oauth/callback?tenant=a',
  'https:\\\\app.example.com/oauth/callback?tenant=a',
  'https:/\\app.example.com/oauth/callback?tenant=a',
  `https://evil.example/${CALLBACK}`,
  `https://evil.example/?${CALLBACK}`,
  `https://evil.example/#${CALLBACK}`,
  `${CALLBACK},https://evil.example/`,
  `${CALLBACK} https://evil.example/`,
  `${CALLBACK}&redirect_uri=https://evil.example/`,
  'https://',
  'https',
  '*',
]

describe('callbacks within an organization', () => {
  const registered = 'https://{organization_name}.shop.example.com/callback'
  const shop = client({ app_type: 'regular_web', callbacks: [registered, 'https://shop.example.com/callback'] })
  const acme = clientWithin(shop, 'acme')

  test('the organization’s name stands in the left-most label, and nobody else’s does', () => {
    assert.ok(isCallback(acme, 'https://acme.shop.example.com/callback'))
    assert.ok(isCallback(acme, 'https://shop.example.com/callback'))
    assert.ok(isWebOrigin(acme, 'https://acme.shop.example.com'))
    for (const url of [
      'https://other.shop.example.com/callback',
      'https://shop.example.com/callback/',
      'https://acme.shop.example.com/callback/x',
      'https://acme.evil.example.com/callback',
      'https://x.acme.shop.example.com/callback',
      'http://acme.shop.example.com/callback',
      'https://ACME.shop.example.com/callback',
      registered,
    ]) {
      assert.ok(!isCallback(acme, url), url)
    }
    assert.ok(!isWebOrigin(acme, 'https://other.shop.example.com'))
  })

  test('without an organization it matches nothing', () => {
    for (const url of [registered, 'https://acme.shop.example.com/callback', 'https://.shop.example.com/callback']) {
      assert.ok(!isCallback(shop, url), url)
    }
  })

  test('a name that is no label of a host, a place that is not the whole label, and applications of others have none', () => {
    for (const name of ['ac_me', 'acme-', '', 'a.b', '*', 'x'.repeat(64)]) {
      const within = clientWithin(shop, name)
      assert.ok(!isCallback(within, `https://${name}.shop.example.com/callback`), name)
    }
    for (const callback of [
      'https://app-{organization_name}.shop.example.com/callback',
      'https://app.{organization_name}.example.com/callback',
      'https://{organization_name}.com/callback',
      'https://shop.example.com/{organization_name}',
    ]) {
      const within = clientWithin(client({ app_type: 'regular_web', callbacks: [callback] }), 'acme')
      assert.ok(!isCallback(within, callback.replace('{organization_name}', 'acme')), callback)
    }
    const theirs = client({ callbacks: [registered], is_first_party: false, third_party_security_mode: 'strict' })
    assert.ok(!isCallback(clientWithin(theirs, 'acme'), 'https://acme.shop.example.com/callback'))
  })
})

describe('where a browser may be sent with an answer', () => {
  test('a registered callback, letter for letter', () => {
    assert.ok(isCallback(APP, CALLBACK))
    assert.equal(firstCallback(APP), CALLBACK)
  })

  test('security C1, C2, C3, C7, C8, C9, C15: none of more than 300 URLs that look nearly alike', () => {
    const mutated = [...new Set(MUTATED)].filter((url) => url !== CALLBACK)
    assert.ok(mutated.length >= 300, String(mutated.length))
    for (const callbacks of [[CALLBACK], ['http://127.0.0.1/x', CALLBACK]]) {
      for (const app_type of ['regular_web', 'native', 'spa'] as const) {
        const accepted = mutated.filter((url) => isCallback(client({ app_type, callbacks }), url))
        assert.deepEqual(accepted, [])
      }
    }
  })

  test('security C1: whatever the text, it is accepted only when it is registered', () => {
    const piece = fc.constantFrom(
      'https://',
      'app',
      '.',
      'example',
      'com',
      '/',
      '\\',
      '@',
      ':',
      '%',
      '..',
      '?',
      '#',
      '*',
      '\t',
      ' ',
      'cb',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece).map((pieces) => pieces.join('')),
      fc.webUrl(),
    )
    fc.assert(
      fc.property(text, text, (registered, url) => {
        const strict = client({ app_type: 'regular_web', callbacks: [registered] })
        const isWild = registered.includes('*')
        return isWild || !isCallback(strict, url) || url === registered
      }),
      { numRuns: 2000 },
    )
  })

  test('security C9: no scheme that a browser acts upon itself, even when it is registered', () => {
    const registered = [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'file:///etc/passwd',
      'blob:https://x/y',
      'intent://x#Intent;end',
      'view-source:https://x/',
      'ws://x/',
      'about:blank',
      'java\tscript:alert(1)',
      ' javascript:alert(1)',
    ]
    for (const app_type of ['native', 'spa', undefined] as const) {
      const any = client({ callbacks: registered, ...(app_type ? { app_type } : {}) })
      for (const url of registered) {
        assert.ok(!isCallback(any, url), url)
        assert.ok(!isSafeUrl(url), url)
        assert.ok(!isLogoutUrl(registered, url), url)
        assert.ok(!isPostLogoutUrl(registered, url), url)
      }
    }
  })

  test('no fragment, even when it is registered', () => {
    for (const url of ['https://app.example.com/#', 'https://app.example.com/#/cb', 'com.example.app://cb#x']) {
      assert.ok(!isCallback(client({ app_type: 'native', callbacks: [url] }), url))
    }
  })

  test('a scheme of the application itself, for applications that can have one', () => {
    const url = 'com.example.app://tenant.example.com/ios/com.example.app/callback'
    assert.ok(isCallback(client({ app_type: 'native', callbacks: [url] }), url))
    assert.ok(isCallback(client({ callbacks: [url] }), url))
    assert.ok(!isCallback(client({ app_type: 'native', callbacks: [url] }), url.replace('com.example', 'com.Example')))
    for (const app_type of ['spa', 'regular_web', 'non_interactive'] as const) {
      assert.ok(!isCallback(client({ app_type, callbacks: [url] }), url), app_type)
    }
  })

  test('without any that is registered, nowhere', () => {
    for (const callbacks of [[], [''], ['*'], ['https://*'], ['https://*/cb']]) {
      assert.equal(firstCallback(client({ callbacks })), undefined)
      for (const url of ['', '*', CALLBACK, 'https://a.b/cb']) assert.ok(!isCallback(client({ callbacks }), url))
    }
  })
})

describe('addresses on the same machine', () => {
  const native = client({
    app_type: 'native',
    callbacks: ['http://127.0.0.1/cb', 'http://[::1]:5000/cb?a=b', 'http://localhost'],
  })

  test('may have any port, for native applications', () => {
    for (const url of [
      'http://127.0.0.1/cb',
      'http://127.0.0.1:51004/cb',
      'http://[::1]:1/cb?a=b',
      'http://[::1]/cb?a=b',
      'http://localhost:65535',
    ]) {
      assert.ok(isCallback(native, url), url)
    }
  })

  test('security C6, C7: but nothing else may differ', () => {
    const others = [
      'http://localhost/cb',
      'http://localhost:3000/',
      'http://localhost:3000/evil',
      'http://localhost:3000?x',
      'http://LOCALHOST:3000',
      'http://127.0.0.1.evil:3000/cb',
      'http://127.0.0.1:3000/CB',
      'http://127.0.0.1:3000/cb/',
      'http://127.0.0.1:3000/cb?x',
      'http://127.0.0.1:3000@evil.example/cb',
      'http://127.0.0.1:/cb',
      'http://127.0.0.1:080/cb',
      'http://127.0.0.1:0/cb',
      'http://127.0.0.1:65536/cb',
      'http://127.0.0.2:3000/cb',
      'http://127.1:3000/cb',
      'http://[::1]:3000/cb',
      'http://[::2]:3000/cb?a=b',
      'http://[0:0:0:0:0:0:0:1]:3000/cb?a=b',
      'https://127.0.0.1:3000/cb',
      'http://localhost.evil:3000',
      'http://localhost:3000.evil',
      'http://evil.localhost:3000',
    ]
    for (const url of others) assert.ok(!isCallback(native, url), url)
  })

  test('must be registered with their port, for all others', () => {
    for (const app_type of ['spa', 'regular_web', undefined] as const) {
      const web = client({ callbacks: ['http://localhost:3000/cb'], ...(app_type ? { app_type } : {}) })
      assert.ok(isCallback(web, 'http://localhost:3000/cb'))
      assert.ok(!isCallback(web, 'http://localhost:3001/cb'))
    }
  })
})

describe('a star for one label of a host', () => {
  const WILD = client({ callbacks: ['https://*.example.com/cb', 'https://pre-*-suf.example.org:8443/cb?x=y'] })

  test('stands for exactly one label', () => {
    for (const url of [
      'https://a.example.com/cb',
      'https://a-1.example.com/cb',
      'https://pre-x-suf.example.org:8443/cb?x=y',
    ]) {
      assert.ok(isCallback(WILD, url), url)
    }
  })

  test('security C3: and for nothing else', () => {
    const others = [
      'https://example.com/cb',
      'https://.example.com/cb',
      'https://a.b.example.com/cb',
      'https://*.example.com/cb',
      'https://A.example.com/cb',
      'https://-a.example.com/cb',
      'https://a-.example.com/cb',
      'https://a_b.example.com/cb',
      'https://a%2e.example.com/cb',
      'https://evil.test/.example.com/cb',
      'https://evil.test?.example.com/cb',
      'https://evil.test#.example.com/cb',
      'https://evil.test\\.example.com/cb',
      'https://evil@.example.com/cb',
      'https://evil:1.example.com/cb',
      'https://a.example.com/cb/',
      'https://a.example.com/CB',
      'https://a.example.com:444/cb',
      'https://a.example.com.evil/cb',
      'http://a.example.com/cb',
      `https://${'a'.repeat(64)}.example.com/cb`,
      'https://pre--suf.example.org:8443/cb?x=y',
      'https://pre-suf.example.org:8443/cb?x=y',
      'https://pre-x-suf.example.org/cb?x=y',
      'https://x.example.org:8443/cb?x=y',
    ]
    for (const url of others) assert.ok(!isCallback(WILD, url), url)
  })

  test('stands nowhere but in the left-most label, once, and never right before a top-level domain', () => {
    const patterns = [
      'https://*.com/cb',
      'https://*/cb',
      'https://a.*.example.com/cb',
      'https://*.*.example.com/cb',
      'https://example.com*',
      'https://example.com/*',
      'https://**.example.com/cb',
      '*://a.example.com/cb',
      'com.app.*://cb',
      'https://*.0.0.1/cb',
      'https://a.example.com:*/cb',
    ]
    const urls = [
      'https://a.com/cb',
      'https://a/cb',
      'https://a.b.example.com/cb',
      'https://example.com.evil',
      'https://example.com/a',
      'https://a.example.com/cb',
      'com.app.x://cb',
      'https://127.0.0.1/cb',
      'https://a.example.com:1/cb',
    ]
    for (const pattern of patterns) {
      const wild = client({ app_type: 'native', callbacks: [pattern] })
      for (const url of urls) assert.ok(!isCallback(wild, url), `${pattern} ${url}`)
    }
  })

  test('is not for applications of others, nor for placeholders there is no value for', () => {
    assert.ok(!isCallback({ ...WILD, is_first_party: false }, 'https://a.example.com/cb'))
    const placed = client({ callbacks: ['https://{organization_name}.example.com/cb'] })
    for (const name of ['a', '{organization_name}']) assert.ok(!isCallback(placed, `https://${name}.example.com/cb`))
  })

  test('is never the first callback', () => {
    assert.equal(firstCallback(WILD), undefined)
  })
})

describe('origins', () => {
  const web = client({
    app_type: 'spa',
    callbacks: ['https://app.example.com/cb', 'com.example.app://cb'],
    web_origins: ['http://localhost:3000', 'https://*.preview.example.com'],
    allowed_origins: ['https://cors.example.com'],
  })

  test('of callbacks and web origins may be told an answer', () => {
    for (const origin of ['https://app.example.com', 'http://localhost:3000', 'https://x.preview.example.com']) {
      assert.ok(isWebOrigin(web, origin), origin)
      assert.ok(isAllowedOrigin(web, origin), origin)
    }
    assert.ok(!isWebOrigin(web, 'https://cors.example.com'))
    assert.ok(isAllowedOrigin(web, 'https://cors.example.com'))
  })

  test('security C20: no other, and nothing that is no origin', () => {
    for (const origin of [
      'null',
      '',
      '*',
      'https://app.example.com/',
      'https://app.example.com:443',
      'http://app.example.com',
      'https://app.example.com.evil',
      'http://localhost:3001',
      'https://a.b.preview.example.com',
      'https://preview.example.com',
      'https://*.preview.example.com',
      'https://APP.example.com',
      'com.example.app://cb',
      'https://user@app.example.com',
    ]) {
      assert.ok(!isWebOrigin(web, origin), origin)
      assert.ok(!isAllowedOrigin(web, origin), origin)
    }
  })

  test('are written as a browser writes them', () => {
    assert.equal(originOf('https://App.Example.com:443/cb?x#y'), 'https://app.example.com')
    assert.equal(originOf('http://localhost:3000'), 'http://localhost:3000')
    for (const url of ['null', 'com.example.app://cb', 'https://a@b/', 'javascript:1', '//a'])
      assert.equal(originOf(url), undefined)
  })
})

describe('where a browser may be sent after logging out', () => {
  const registered = [
    'https://app.example.com/bye',
    'http://localhost:3000',
    'https://*.example.org',
    'com.example.app://bye',
  ]

  test('a registered URL, whatever its query and hash', () => {
    for (const url of [
      'https://app.example.com/bye',
      'https://APP.example.com/bye?a=b#c',
      'http://localhost:3000/',
      'http://localhost:3000?x=https://evil.test/',
      'https://a.example.org',
      'https://a.example.org/?x',
      'com.example.app://bye',
    ]) {
      assert.ok(isLogoutUrl(registered, url), url)
    }
  })

  test('security C15: nothing else', () => {
    for (const url of [
      'https://app.example.com/',
      'https://app.example.com/bye/',
      'https://app.example.com/Bye',
      'https://app.example.com/bye/../x',
      'http://app.example.com/bye',
      'http://localhost:3001',
      'http://localhost:3000/x',
      'http://localhost:3000@evil.test/',
      'http://localhost:3000\\@evil.test',
      'https://example.org',
      'https://a.b.example.org',
      'https://evil.test?.example.org',
      '//app.example.com/bye',
      '/\\app.example.com/bye',
      '/%09/evil.test',
      '/\t/evil.test',
      'javascript:alert(1)',
      '',
      '*',
      'com.example.app://bye?x',
      'com.example.app://other',
    ]) {
      assert.ok(!isLogoutUrl(registered, url), url)
    }
  })

  test('post_logout_redirect_uri letter for letter', () => {
    const urls = ['https://app.example.com/bye?x=y', 'https://*.example.org']
    assert.ok(isPostLogoutUrl(urls, 'https://app.example.com/bye?x=y'))
    for (const url of [
      'https://app.example.com/bye',
      'https://app.example.com/bye?x=y&z',
      'https://app.example.com/bye?x=y#z',
      'https://a.example.org',
      'https://*.example.org',
    ]) {
      assert.ok(!isPostLogoutUrl(urls, url), url)
    }
  })
})

test('a callback is verifiable where nobody else can receive what is sent to it', () => {
  assert.ok(isVerifiableCallback('https://app.example.com/cb'))
  for (const url of [
    'http://localhost:3000/cb',
    'http://LOCALHOST/cb',
    'http://app.localhost/',
    'http://127.0.0.1/cb',
    'http://localhost./',
    'http://127.1/',
    'http://0x7f.1/',
    'http://[::1]:1/',
    'com.example.app://cb',
    'nonsense',
  ]) {
    assert.ok(!isVerifiableCallback(url), url)
  }
})
