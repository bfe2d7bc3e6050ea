import assert from 'node:assert/strict'
import { test } from 'node:test'
import { egress } from './egress.ts'

const refusedBy = async (host: string, allow: readonly string[] = []): Promise<boolean> => {
  try {
    await egress(allow)(host)
    return false
  } catch (error) {
    assert.equal((error as Error).name, 'EgressRefused')
    return true
  }
}

test('G1: private, local and reserved addresses are not called, however they are written', async () => {
  const inside = [
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '192.88.99.1',
  ]
  const six = [
    '::1',
    '[::1]',
    '::',
    'fc00::1',
    'fe80::1',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '::7f00:1',
    'fec0::1',
    '3fff::1',
    // As some networks write an IPv4 address for each other.
    '::ffff:0:127.0.0.1',
    '::ffff:0:a00:1',
    '64:ff9b:1::a00:1',
    '4000::1',
    '5f00::1',
  ]
  for (const host of [...inside, ...six, 'localhost', 'LOCALHOST']) assert.ok(await refusedBy(host), host)
})

test('public addresses are called, and what the operator allows', async () => {
  assert.equal(await egress([])('8.8.8.8'), '8.8.8.8')
  assert.equal(await egress([])('2606:4700::1111'), '2606:4700::1111')
  assert.equal(await egress(['10.0.0.0/8'])('10.1.2.3'), '10.1.2.3')
  assert.equal(await egress(['127.0.0.1'])('127.0.0.1'), '127.0.0.1')
  assert.match(await egress(['localhost'])('localhost'), /^(?:127\.0\.0\.1|::1)$/)
  assert.ok(await refusedBy('10.1.2.3', ['10.2.0.0/16', 'localhost', '*.internal']))
})
