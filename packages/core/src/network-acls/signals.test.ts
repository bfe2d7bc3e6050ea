// Whom an ACL is about: of one signal one value is enough, of several signals each must be met, and of what is not to match none may be.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { NetworkAcl } from '@symbolon/protocol/entities/network-acl'
import { aboutWhom, type Arrival } from './signals.ts'

const SOMEBODY: Arrival = {
  ip: '203.0.113.7',
  peer: '::ffff:10.0.0.9',
  host: 'login.example.com:8443',
  user_agent: 'BadBot/2.1 (+https://bot.example)',
}

const isAbout = (rule: Partial<NetworkAcl['rule']>, arrival: Partial<Arrival> = {}): boolean =>
  aboutWhom({ scope: 'tenant', action: { block: true }, ...rule })({ ...SOMEBODY, ...arrival })

describe('an ACL is about a request', () => {
  test('when one value of each signal is met', () => {
    const ipv4_cidrs = ['198.51.100.1', '203.0.113.0/29']
    assert.ok(isAbout({ match: { ipv4_cidrs } }))
    assert.ok(isAbout({ match: { ipv4_cidrs, user_agents: ['other', 'badbot/*'] } }))
    assert.ok(!isAbout({ match: { ipv4_cidrs, user_agents: ['other'] } }))
    assert.ok(!isAbout({ match: { ipv4_cidrs } }, { ip: '203.0.113.8' }))
    assert.ok(!isAbout({ match: { ipv4_cidrs } }, { ip: undefined }))
  })

  test('when it comes from an address of one of the two families', () => {
    const match = { ipv4_cidrs: ['203.0.113.0/24'], ipv6_cidrs: ['2001:db8::/32'] }
    assert.ok(isAbout({ match }))
    assert.ok(isAbout({ match }, { ip: '2001:db8:1::1' }))
    assert.ok(!isAbout({ match }, { ip: '2001:db9::1' }))
  })

  test('by who is connected, by the host and by everything', () => {
    assert.ok(isAbout({ match: { connecting_ipv4_cidrs: ['10.0.0.0/8'] } }))
    assert.ok(!isAbout({ match: { connecting_ipv4_cidrs: ['203.0.113.7'] } }))
    assert.ok(isAbout({ match: { hostnames: ['Login.Example.com'] } }))
    assert.ok(!isAbout({ match: { hostnames: ['example.com'] } }))
    assert.ok(isAbout({ match_all: true }, { ip: undefined, user_agent: undefined }))
  })

  test('when nothing of what is not to match is met', () => {
    const office = { ipv4_cidrs: ['203.0.113.0/24'] }
    assert.ok(!isAbout({ not_match: office }))
    assert.ok(isAbout({ not_match: office }, { ip: '192.0.2.1' }))
    assert.ok(isAbout({ not_match: office }, { ip: undefined }), 'who is unknown is not in the office')
    assert.ok(!isAbout({ not_match: { ...office, user_agents: ['none'] } }), 'one of them is enough')
    assert.ok(isAbout({ match: { user_agents: ['bad*'] }, not_match: { ipv4_cidrs: ['192.0.2.1'] } }))
  })
})

describe('a pattern of a user agent', () => {
  test('says anything where it has a star, whatever the case of letters', () => {
    for (const pattern of ['*', 'badbot/*', '*bot.example)', 'BAD*2.1*', '*bot*', 'badbot/2.1 (+https://bot.example)'])
      assert.ok(isAbout({ match: { user_agents: [pattern] } }), pattern)
    for (const pattern of ['bot', 'badbot', '*badbot', 'bad*bad*', 'badbot/2.1 (+https://bot.example)?'])
      assert.ok(!isAbout({ match: { user_agents: [pattern] } }), pattern)
    assert.ok(!isAbout({ match: { user_agents: ['*'] } }, { user_agent: undefined }))
    assert.ok(
      !isAbout({ match: { user_agents: ['aa*aa'] } }, { user_agent: 'aaa' }),
      'the same letters do not count twice',
    )
  })

  test('means what a regular expression of it means', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 12 })
    fc.assert(
      fc.property(text, text, (pattern, user_agent) => {
        const expected = new RegExp(`^${pattern.replaceAll('*', '[^]*')}$`).test(user_agent)
        assert.equal(isAbout({ match: { user_agents: [pattern] } }, { user_agent }), expected)
      }),
    )
  })
})
