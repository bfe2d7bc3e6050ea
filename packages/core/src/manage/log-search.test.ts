import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { LogEvent } from '@symbolon/protocol/entities/log-event'
import { readLogSearch } from './log-search.ts'

const LINE: LogEvent = {
  log_id: '9002611261530001234',
  date: Date.UTC(2026, 10, 26, 15, 30),
  type: 'fp',
  description: 'Wrong email or password.',
  client_id: 'c1',
  client_name: 'Shop',
  user_name: 'Mina@Example.com',
  ip: '10.0.0.7',
  details: { error: { message: 'no' }, prompts: ['login'] },
}

const finds = (q: string): boolean => readLogSearch(q)?.(LINE) ?? true

describe('a search in the tenant log', () => {
  test('finds lines by fields, wildcards, ranges, words, and what is put together of them', () => {
    for (const q of [
      '',
      '*',
      'type:fp',
      'type:FP AND client_name:shop',
      'type:(s OR fp)',
      'ip:10.0.*',
      'user_name:mina@*',
      'user_name:"mina@example.com"',
      'mina@example',
      '"email or password"',
      'wrong*password',
      'details.error.message:no',
      'details.prompts:login',
      'date:[2026-11-26 TO 2026-11-27]',
      'date:>2026-11-25',
      '_exists_:ip',
      'NOT type:s',
      '-type:s type:fp',
    ]) {
      assert.equal(finds(q), true, q)
    }
  })

  test('does not find what is not there', () => {
    for (const q of [
      'type:f',
      'type:s OR type:ss',
      'type:fp AND ip:10.1.*',
      'user_name:mina',
      'password*wrong',
      'details.error:no',
      'constructor:*',
      '__proto__:x',
      '_exists_:user_id',
      'date:[2026-11-24 TO 2026-11-25]',
      'NOT type:fp',
    ]) {
      assert.equal(finds(q), false, q)
    }
  })

  test('that cannot be understood is told where', () => {
    for (const q of ['type:', '"open', '(type:fp', 'type:[a TO', 'a AND']) {
      assert.throws(() => finds(q), /on property q/, q)
    }
  })

  test('takes a time that grows with the length of the text, however many stars', () => {
    const line = { ...LINE, description: 'a'.repeat(1000) }
    const before = process.threadCpuUsage()
    for (let count = 0; count < 2000; count += 1) readLogSearch(`description:${'a*'.repeat(30)}b`)?.(line)
    // Microseconds of work, however busy the machine is with others.
    assert.ok(process.threadCpuUsage(before).user < 3_000_000)
  })
})
