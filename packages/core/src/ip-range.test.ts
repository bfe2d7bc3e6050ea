import assert from 'node:assert/strict'
import { BlockList, isIP } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { isInRanges, networkOf } from './ip-range.ts'

test('addresses and ranges are told apart from what is none', () => {
  assert.ok(isInRanges('192.0.2.7', ['198.51.100.0/24', '192.0.2.0/24']))
  assert.ok(isInRanges('192.0.2.7', ['192.0.2.7']))
  assert.ok(isInRanges('::ffff:192.0.2.7', ['192.0.2.0/29']))
  assert.ok(isInRanges('2001:db8::1', ['2001:DB8::/32']))
  assert.ok(isInRanges('::1', ['::/0']))
  for (const range of [
    '',
    'x',
    '192.0.2.0/33',
    '192.0.2.0/',
    '192.0.2.0/2/4',
    '192.0.2',
    '192.0.02.7',
    '::/0',
    ':::',
    '1::2::3',
  ]) {
    assert.ok(!isInRanges('192.0.2.7', [range]), range)
  }
  assert.ok(!isInRanges(undefined, ['0.0.0.0/0']))
  assert.ok(!isInRanges('garbage', ['0.0.0.0/0', '::/0']))
})

test('it agrees with the list of Node', () => {
  const cases = [
    [fc.ipV4(), 'ipv4', 32],
    [fc.ipV6(), 'ipv6', 128],
  ] as const
  for (const [addresses, family, bits] of cases) {
    fc.assert(
      fc.property(addresses, addresses, fc.integer({ min: 0, max: bits }), (ip, base, prefix) => {
        fc.pre(isIP(ip) !== 0 && isIP(base) !== 0 && !/^(?:0*:)*:?(?:ffff|0)*:/i.test(ip))
        const list = new BlockList()
        list.addSubnet(base, prefix, family)
        assert.equal(isInRanges(ip, [`${base}/${prefix}`]), list.check(ip, family), `${ip} in ${base}/${prefix}`)
      }),
    )
  }
})

test('whoever has one address of IPv6 has the /64, and is counted once', () => {
  for (const ip of ['2001:db8:1:2::1', '2001:DB8:1:2:ffff::', '2001:0db8:0001:0002:0:0:0:9']) {
    assert.equal(networkOf(ip), '2001:db8:1:2::/64', ip)
  }
  assert.notEqual(networkOf('2001:db8:1:3::1'), networkOf('2001:db8:1:2::1'))
  assert.equal(networkOf('::1'), '0:0:0:0::/64')
  for (const ip of ['192.0.2.7', '::ffff:192.0.2.7', '::ffff:c000:207']) assert.equal(networkOf(ip), '192.0.2.7', ip)
  assert.notEqual(networkOf('192.0.2.7'), networkOf('192.0.2.8'))
  for (const ip of ['', 'unknown']) assert.equal(networkOf(ip), ip)
})
