// Forms as programs of all kinds write them, and what is none.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { readParts } from './form-parts.ts'

const typeOf = (boundary: string): string => `multipart/form-data; boundary=${boundary}`

const formOf = (boundary: string, parts: readonly string[]): Buffer =>
  Buffer.from(`${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`)

const texts = async (body: Buffer, contentType: string) =>
  [...(await readParts(contentType, body))].map(([name, bytes]) => [name, Buffer.from(bytes).toString()])

describe('a form', () => {
  test('of fetch', async () => {
    const form = new FormData()
    form.append('connection_id', 'con_1')
    form.append('users', new Blob(['[{"email":"ä"}]'], { type: 'application/json' }))
    const request = new Request('http://localhost/', { method: 'POST', body: form })
    const body = Buffer.from(await request.arrayBuffer())
    assert.deepEqual(await texts(body, request.headers.get('content-type') ?? ''), [
      ['connection_id', 'con_1'],
      ['users', '[{"email":"ä"}]'],
    ])
  })

  test('with names that stand in no quotes, a short boundary, and headers of its own', async () => {
    const body = formOf('x', [
      'Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name=connection_id\r\n\r\ncon_1',
      "Content-Length: 2\r\nContent-Disposition: form-data; name=users; filename=users.json; filename*=utf-8''users.json\r\n\r\n[]",
    ])
    assert.deepEqual(await texts(body, typeOf('x')), [
      ['connection_id', 'con_1'],
      ['users', '[]'],
    ])
  })

  test('of any size up to the largest, and any bytes, is read as it is', async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 120_000 }), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(sizes, fc.uint8Array({ minLength: 1, maxLength: 40 }), async (lengths, bytes) => {
        const contents = lengths.map((length) => Buffer.alloc(length, bytes))
        const form = new FormData()
        for (const [at, content] of contents.entries()) form.append(`part${at}`, new Blob([content]))
        const request = new Request('http://localhost/', { method: 'POST', body: form })
        const body = Buffer.from(await request.arrayBuffer())
        const parts = await readParts(request.headers.get('content-type') ?? '', body)
        assert.equal(parts.size, contents.length)
        for (const [at, content] of contents.entries())
          assert.ok(content.equals(parts.get(`part${at}`) ?? Buffer.of(1)))
      }),
      { numRuns: 60 },
    )
  })

  test('of a hundred thousand parts is not read to its end', async () => {
    const body = Buffer.from('--b\r\n'.repeat(100_000))
    let pieces = 0
    body.subarray = (from, to) => {
      pieces += 1
      return Buffer.prototype.subarray.call(body, from, to)
    }
    await assert.rejects(readParts(typeOf('b'), body), { status: 400 })
    assert.equal(pieces, 1)
  })

  test('that names a part twice, has too many, breaks off or has no boundary is refused', async () => {
    const part = (name: string) => `Content-Disposition: form-data; name="${name}"\r\n\r\nx`
    const whole = formOf('b', [part('one'), part('two')])
    for (const [body, type] of [
      [formOf('b', [part('one'), part('one')]), typeOf('b')],
      [
        formOf(
          'b',
          Array.from({ length: 17 }, (_, n) => part(`part${n}`)),
        ),
        typeOf('b'),
      ],
      [whole.subarray(0, whole.length - 12), typeOf('b')],
      [formOf('b', ['Content-Disposition: form-data\r\n\r\nx']), typeOf('b')],
      [whole, 'multipart/form-data'],
    ] as const) {
      await assert.rejects(async () => readParts(type, body))
    }
  })

  test('with a large part that has no headers is answered', async () => {
    const body = Buffer.from(`--b\r\n\r\n${'x'.repeat(200_000)}`)
    await readParts(typeOf('b'), body).then(
      (parts) => assert.equal(parts.size, 0),
      () => undefined,
    )
  })

  test('whatever it is: there is an answer', async () => {
    const piece = fc.constantFrom(
      '--b',
      '--b--',
      '\r\n',
      '\n',
      '\r',
      '--',
      'Content-Disposition: form-data; name="users"',
      'Content-Disposition: form-data; name="users"; filename="a"',
      'Content-Type: application/json',
      ': ',
      '[]',
      'x'.repeat(70_000),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 14 }), fc.boolean(), async (pieces, begun) => {
        const body = Buffer.from((begun ? '--b\r\n' : '') + pieces.join(''))
        const outcome = await readParts(typeOf('b'), body).then(
          (parts) => parts instanceof Map,
          () => true,
        )
        assert.ok(outcome)
      }),
      { numRuns: 500 },
    )
  })
})
