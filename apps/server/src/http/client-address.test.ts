import assert from 'node:assert/strict'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, test } from 'node:test'
import { originReader } from './client-address.ts'

const read = (trusted: readonly string[], peer: string, headers: Readonly<Record<string, string>>) => {
  const request = new IncomingMessage(new Socket())
  Object.assign(request.headers, headers)
  Object.defineProperty(request.socket, 'remoteAddress', { value: peer })
  return originReader(trusted)(request)
}

const forwarded = (chain: string) => read(['10.0.0.0/8'], '10.0.0.1', { host: 'a', 'x-forwarded-for': chain }).ip

describe('where a request comes from', () => {
  test('what a stranger says about it does not count', () => {
    const headers = { host: 'a', 'x-forwarded-for': '1.2.3.4', 'x-forwarded-host': 'b' }
    assert.deepEqual(read([], '5.6.7.8', headers), { host: 'a', ip: '5.6.7.8' })
    assert.deepEqual(read(['10.0.0.0/8'], '5.6.7.8', headers), { host: 'a', ip: '5.6.7.8' })
  })

  test('behind trusted proxies it is the nearest address that is none of them', () => {
    assert.equal(forwarded('1.2.3.4, 5.6.7.8'), '5.6.7.8')
    assert.equal(forwarded('1.2.3.4, 5.6.7.8, 10.9.9.9'), '5.6.7.8')
    assert.equal(forwarded('10.2.2.2, 10.3.3.3'), '10.2.2.2')
    assert.equal(forwarded(''), '10.0.0.1')
  })

  test('a port is no part of it', () => {
    assert.equal(forwarded('1.2.3.4, 5.6.7.8:1234'), '5.6.7.8')
    assert.equal(forwarded('1.2.3.4, [2001:db8::1]:443'), '2001:db8::1')
  })

  test('nothing before a hop that is no address is believed', () => {
    assert.equal(forwarded('1.2.3.4, unknown'), '10.0.0.1')
    assert.equal(forwarded('1.2.3.4, unknown, 10.3.3.3'), '10.3.3.3')
    assert.equal(forwarded('1.2.3.4, , 10.3.3.3'), '10.3.3.3')
  })
})
