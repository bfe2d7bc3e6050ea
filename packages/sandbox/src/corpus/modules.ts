// What rules get from modules, and from what the engine has of the web.
import type { Case } from './case.ts'

/** A rule that lays what it finds into one claim. */
const finds = (name: string, body: string, found: unknown, more: Partial<Case> = {}): Case => ({
  name,
  rule: `function (user, context, callback) { context.idToken.found = (() => { ${body} })(); callback(null, user, context) }`,
  gives: { 'context.idToken.found': found },
  ...more,
})

const RETURNING = {
  configuration: { SESSION_TOKEN_SECRET: 'a secret that is long enough' },
  context: {
    protocol: 'redirect-callback',
    request: { ip: '203.0.113.7', hostname: 'login.example.com', query: { code: 'from there' }, body: { code: 'no' } },
  },
}

const UTILITIES = `const { Auth0RedirectRuleUtilities } = require('@auth0/rule-utilities'); const utilities = new Auth0RedirectRuleUtilities(user, context, configuration);`

export const MODULES: readonly Case[] = [
  finds(
    'tells the time somewhere else',
    `const moment = require('moment-timezone@0.5.21'); return [moment('2026-07-01T12:00:00Z').tz('America/New_York').format(), require('moment') === moment]`,
    ['2026-07-01T08:00:00-04:00', true],
  ),
  finds(
    'reads and writes XML',
    `const doc = new (require('xmldom').DOMParser)().parseFromString('<a xmlns="urn:x"><b>one</b><c><b k="v">two</b></c></a>')
     const found = require('xpath@0.0.27').select("//*[local-name(.)='b']", doc)
     found[1].textContent = 'three'
     return [found.map((node) => node.textContent), found[1].getAttribute('k'), new xmldom.XMLSerializer().serializeToString(doc)]`,
    [['one', 'three'], 'v', '<a xmlns="urn:x"><b>one</b><c><b k="v">three</b></c></a>'],
  ),
  finds(
    'makes a query of members, pairs and a text',
    `return [new URLSearchParams({ a: 'x y', b: "o'k*~" }), new URLSearchParams([['a', 1], ['a', 2]]), new URLSearchParams('?a=%C3%A9&b=%E9+c&d')].map(String)`,
    ['a=x+y&b=o%27k*%7E', 'a=1&a=2', 'a=%C3%A9&b=%EF%BF%BD+c&d='],
  ),
  finds(
    'changes the query of an address',
    `const url = new URL('https://shop.example/p?b=2&a=1#h')
     url.searchParams.append('c', 'é')
     url.searchParams.set('b', '3')
     url.searchParams.sort()
     const before = url.href
     url.search = '?z=9'
     url.searchParams.delete('none')
     return [before, [...url.searchParams], url.searchParams.has('z', '9'), url.searchParams.get('b'), url.searchParams.size]`,
    ['https://shop.example/p?a=1&b=3&c=%C3%A9#h', [['z', '9']], true, null, 1],
  ),
  finds(
    'writes and reads base64 for addresses',
    `const text = Buffer.from([251, 255, 1]).toString('base64url')
     return [text, [...Buffer.from(text, 'base64url')], Buffer.isEncoding('base64url'), Buffer.from('a').toString()]`,
    ['-_8B', [251, 255, 1], true, 'a'],
  ),
  finds(
    'is back from where it has sent somebody, whatever it was sent back with',
    `${UTILITIES} return [utilities.isRedirectCallback, utilities.canRedirect, utilities.queryParams]`,
    [true, false, { code: 'from there' }],
    RETURNING,
  ),
  finds(
    'sends on a session token that it has made before, with claims of its own',
    `${UTILITIES}
     utilities.doRedirect('https://ask.example/?a=1', utilities.createSessionToken({ step: 'two' }))
     const [address, token] = context.redirect.url.split('&session_token=')
     const { iss, sub, ip, step, exp, iat } = jwt.decode(token)
     return [address, iss, sub, ip, step, exp - iat, utilities.canRedirect]`,
    [
      'https://ask.example/?a=1',
      'https://login.example.com/',
      'auth0|5f7c8ec7c33c6c004bbafe82',
      '203.0.113.7',
      'two',
      600,
      false,
    ],
    {
      configuration: { SESSION_TOKEN_SECRET: 'a secret that is long enough', SESSION_TOKEN_EXPIRES_IN: '10m' },
    },
  ),
  finds(
    'sends somebody away without a token',
    `${UTILITIES} utilities.doRedirect('https://ask.example/', { generateSessionToken: false }); return context.redirect.url`,
    'https://ask.example/',
  ),
  ...(
    [
      ['of another user', { sub: 'auth0|other' }, /subject invalid/],
      ['of another host', { iss: 'https://other.example/' }, /issuer invalid/],
    ] as const
  ).map(([what, claims, refuses]): Case => ({
    name: `believes no session token ${what}`,
    rule: `function (user, context, callback) { ${UTILITIES}
        context.request.query.session_token = utilities.createSessionToken(${JSON.stringify(claims)})
        utilities.validateSessionToken()
        callback(null, user, context) }`,
    refuses,
    unauthorized: false,
    ...RETURNING,
  })),
]
