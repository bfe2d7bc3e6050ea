import assert from 'node:assert/strict'
import { hash, randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  apiText,
  clientText,
  grantText,
  type RevocableClaims,
  revocationTexts,
  sessionText,
  TENANT_TEXT,
  tokenIdText,
  userText,
} from './event.ts'
import {
  REVOCATION_FEED_PATH,
  REVOCATION_HEARTBEAT,
  REVOCATION_PAGE_SIZE,
  REVOCATION_PAGE_TYPE,
  REVOCATION_STREAM_EVENTS,
  type RevocationPage,
} from './feed.ts'
import { newRevocationMap, revocationKeys, writeRevocationKey } from './revocation-map.ts'

const keyOf = (text: string): string => hash('sha256', text, 'base64url')
const keysOf = (claims: RevocableClaims) => revocationKeys(revocationTexts(claims).map(keyOf))
const TOKEN = { sub: 'auth0|1', client_id: 'app', sid: 's1', jti: 'j1', aud: ['https://api.example/'] }

describe('a token', () => {
  const endings: Readonly<Record<string, string>> = {
    'everything of the issuer': TENANT_TEXT,
    'its user': userText('auth0|1'),
    'its client': clientText('app'),
    'its client at its API': clientText('app', 'https://api.example/'),
    'its API': apiText('https://api.example/'),
    'its session': sessionText('s1'),
    'its session at its API': sessionText('s1', 'https://api.example/'),
    'what its user granted its client': grantText('app', { sub: 'auth0|1' }),
    'what its session granted its client': grantText('app', { sid: 's1' }, 'https://api.example/'),
    'its id for its API': tokenIdText('j1', 'https://api.example/'),
    'its id of its client': tokenIdText('j1', 'app'),
  }
  for (const [what, text] of Object.entries(endings)) {
    it(`dies with ${what}, when it was issued before that`, () => {
      const map = newRevocationMap()
      map.add({ key: keyOf(text), before: 1000, expires: 9000 })
      assert.equal(map.revokes(keysOf(TOKEN), 1000), true)
      assert.equal(map.revokes(keysOf(TOKEN), 1001), false)
    })
  }

  it('lives on when somebody else, another session or another API ended', () => {
    const map = newRevocationMap()
    const others = [
      userText('auth0|2'),
      clientText('app', 'https://other.example/'),
      sessionText('s2'),
      userText('app'),
    ]
    for (const text of others) map.add({ key: keyOf(text), before: 1000, expires: 9000 })
    assert.equal(map.revokes(keysOf(TOKEN), 0), false)
  })
})

describe('the map of revocations', () => {
  it('says what a plain map says, whatever is added, added again and pruned', () => {
    const event = fc.record({
      key: fc.integer({ min: 0, max: 3000 }).map((n) => keyOf(`k${n}`)),
      before: fc.integer({ min: 0, max: 2000 }),
      expires: fc.integer({ min: 1, max: 3000 }),
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 3000 }), fc.integer({ min: 0, max: 3000 }), (events, now) => {
        const map = newRevocationMap()
        const plain = new Map<string, { before: number; expires: number }>()
        for (const { key, before, expires } of events) {
          map.add({ key, before, expires })
          const known = plain.get(key) ?? { before: 0, expires: 0 }
          plain.set(key, { before: Math.max(before, known.before), expires: Math.max(expires, known.expires) })
        }
        map.prune(now)
        for (const [key, { expires }] of plain) if (expires < now) plain.delete(key)
        assert.equal(map.size(), plain.size)
        for (let n = 0; n <= 3000; n += 7) {
          const key = keyOf(`k${n}`)
          const before = plain.get(key)?.before ?? -1
          assert.equal(map.revokes(revocationKeys([key]), 500), 500 <= before)
          assert.equal(map.revokes(revocationKeys([keyOf('other'), key]), before + 1), false)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('holds a million entries in less than 100 bytes each', () => {
    const map = newRevocationMap()
    let worst = 0
    for (let n = 0; n < 1_000_000; n += 1) {
      map.add({ key: randomBytes(32).toString('base64url'), before: n, expires: 9e9 })
      if (n % 997 === 0 && n > 10_000) worst = Math.max(worst, map.bytes() / map.size())
    }
    assert.equal(map.size(), 1_000_000)
    assert.ok(worst < 100 && worst > 0, `${worst} bytes at the worst moment`)
  })

  it('reads 128 bits of a key, and refuses what is none', () => {
    for (let n = 0; n < 200; n += 1) {
      const bytes = randomBytes(32)
      const words = new Uint32Array(6)
      writeRevocationKey(bytes.toString('base64url'), words, 1)
      const expected = [0, 4, 8, 12].map((at) => bytes.readUInt32BE(at))
      assert.deepEqual([...words], [0, ...expected, 0])
    }
    for (const key of ['', 'x', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(10)}=${'A'.repeat(32)}`]) {
      assert.throws(() => revocationKeys([key]), RangeError)
    }
  })
})

describe('a page of the feed', () => {
  it('is put into a map as it is', () => {
    const events = [{ kind: 'user', key: keyOf(userText('auth0|1')), before: 1000, expires: 9000, seq: 7 }] as const
    const page: RevocationPage = { iss: 'https://id.example/', iat: 1001, since: 0, seq: 7, head: 7, events }
    const map = newRevocationMap()
    for (const event of page.events) map.add(event)
    assert.equal(map.revokes(keysOf(TOKEN), 1000), true)
  })
})

describe('the feed', () => {
  it('is spelled as validators that are out there read it', () => {
    assert.deepEqual(
      [
        REVOCATION_FEED_PATH,
        REVOCATION_PAGE_TYPE,
        REVOCATION_PAGE_SIZE,
        REVOCATION_STREAM_EVENTS,
        REVOCATION_HEARTBEAT,
      ],
      ['/.well-known/revocations', 'revocations+jwt', 1000, { page: 'revocations', heartbeat: 'heartbeat' }, 15],
    )
  })
})
