// The least that a token endpoint on node:http can do: read a form, answer with 1 kB of JSON. Port in the first argument.
import { createServer } from 'node:http'

// As long as an access token signed with RS256 usually is.
const padding = 'x'.repeat(900)

function answer(form: URLSearchParams): string {
  const scope = form.get('scope') ?? ''
  return JSON.stringify({ access_token: padding, token_type: 'Bearer', expires_in: 86400, scope })
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = answer(new URLSearchParams(Buffer.concat(chunks).toString('latin1')))
    const headers = { 'content-type': 'application/json', 'content-length': body.length, 'cache-control': 'no-store' }
    response.writeHead(200, headers).end(body)
  })
})

server.listen(Number(process.argv[2]), '127.0.0.1')
