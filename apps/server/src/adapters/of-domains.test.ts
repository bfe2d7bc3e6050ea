import assert from 'node:assert/strict'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { ofDomains } from './of-domains.ts'

const TXT = 16
const CNAME = 5

const labels = (name: string): Buffer =>
  Buffer.concat([...name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])), Buffer.of(0)])

/** What stands in an answer of each kind. RFC 1035 §3.2.1 */
const RECORDS: ReadonlyMap<string, Buffer> = new Map([
  [
    `${TXT} _symbolon.login.example`,
    Buffer.concat([Buffer.from([3]), Buffer.from('two'), Buffer.from([7]), Buffer.from(' pieces')]),
  ],
  [`${CNAME} login.example`, labels('tenant.example')],
])

/** A name server that knows two records, says of `nobody.example` that there is none, and fails for the rest. RFC 1035 §4 */
function answerTo(query: Buffer): Buffer {
  let end = 12
  const name: string[] = []
  for (let length = query[end] ?? 0; length > 0; length = query[end] ?? 0) {
    name.push(query.toString('ascii', end + 1, end + 1 + length))
    end += 1 + length
  }
  const type = query.readUInt16BE(end + 1)
  const question = query.subarray(12, end + 5)
  const record = RECORDS.get(`${type} ${name.join('.').toLowerCase()}`)
  const code = record ? 0 : name.join('.').toLowerCase() === 'nobody.example' ? 3 : 2
  const head = Buffer.alloc(12)
  query.copy(head, 0, 0, 2)
  head.writeUInt16BE(0x8180 | code, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(record ? 1 : 0, 6)
  if (!record) return Buffer.concat([head, question])
  const about = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, record.length >> 8, record.length & 255])
  return Buffer.concat([head, question, about, record])
}

describe('what is known of a domain', () => {
  let socket: Socket
  let servers: readonly string[]

  before(async () => {
    socket = createSocket('udp4').on('message', (query, { port, address }) =>
      socket.send(answerTo(query), port, address),
    )
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    servers = [`127.0.0.1:${socket.address().port}`]
  })
  after(() => socket.close())

  test('the texts and aliases that DNS has, and none where there is no such name', async () => {
    const { txt, cname } = ofDomains([], servers)
    assert.deepEqual(await txt('_symbolon.login.example'), ['two pieces'])
    assert.deepEqual(await cname('login.example'), ['tenant.example'])
    assert.deepEqual(await txt('nobody.example'), [])
    assert.deepEqual(await cname('nobody.example'), [])
  })

  test('a name server that fails is a failure, and no missing record', async () => {
    await assert.rejects(ofDomains([], servers).txt('broken.example'))
  })

  test('the operator vouches for names, and for everything below one', () => {
    const { isVouchedFor } = ofDomains(['Login.Example', '*.tenants.example'])
    assert.deepEqual(
      [
        'login.example',
        'a.login.example',
        'a.tenants.example',
        'a.b.tenants.example',
        'tenants.example',
        'xtenants.example',
      ].map(isVouchedFor),
      [true, false, true, true, false, false],
    )
  })
})
