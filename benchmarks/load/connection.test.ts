import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { openConnection, postForm } from './connection.ts'

/** A server that answers each request with the next of these lists of pieces, one write a piece. */
async function serve(answers: readonly (readonly string[])[]) {
  const requests: string[] = []
  const server = createServer((socket) => {
    socket.setNoDelay(true)
    socket.on('data', async (data) => {
      const pieces = answers[requests.push(data.toString('latin1')) - 1] ?? []
      for (const piece of pieces) await new Promise((resolve) => socket.write(piece, resolve))
      if (pieces.length === 0) socket.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const connection = await openConnection(typeof address === 'object' && address !== null ? address.port : 0)
  const close = (): void => (connection.close(), void server.close())
  return { requests, connection, close }
}

test('an answer is whole, however it is cut into pieces', async () => {
  const { connection, close } = await serve([
    ['HTTP/1.1 200 OK\r\nContent-', 'Length: 5\r\n\r', '\nhel', 'lo'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'],
  ])
  assert.equal(await connection.ask('first'), 'hello')
  assert.equal(await connection.ask('second'), 'ok')
  close()
})

test('a refusal is an error that says what was answered, never a figure', async () => {
  const { connection, close } = await serve([['HTTP/1.1 401 Unauthorized\r\ncontent-length: 6\r\n\r\ndenied']])
  await assert.rejects(connection.ask('anything'), /refused: 401 denied/)
  close()
})

test('a connection that the server closes is an error', async () => {
  const { connection, close } = await serve([[]])
  await assert.rejects(connection.ask('anything'), /closed the connection/)
  close()
})

test('a form is posted with the length and the host that it has', async () => {
  const { requests, connection, close } = await serve([['HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n']])
  await connection.ask(postForm('example.com:80', '/token', { a: 'ä&', b: '2' }))
  const [head = '', body = ''] = requests[0]?.split('\r\n\r\n') ?? []
  assert.equal(body, 'a=%C3%A4%26&b=2')
  assert.match(head, /^POST \/token HTTP\/1\.1\r\nhost: example\.com:80\r\n/)
  assert.match(head, new RegExp(`content-length: ${body.length}$`))
  close()
})
