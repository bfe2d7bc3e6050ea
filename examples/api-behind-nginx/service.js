// A service that knows nothing of tokens. It listens on this machine alone, and whoever reaches it has come through the proxy, which says
// who that is.
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'

const port = Number(process.env.SERVICE_PORT ?? 4001)
const messages = ['Hello from an API that a token protects.']

const service = createServer(async (request, response) => {
  const answer = (status, body) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  if (request.method === 'GET') return answer(200, { messages, reader: request.headers['x-subject'] })
  const sent = await json(request).catch(() => undefined)
  if (typeof sent?.text !== 'string') return answer(400, { error: 'no JSON with a text' })
  messages.push(sent.text)
  return answer(201, { messages })
})

service.listen(port, 'localhost', () => {
  console.log(`The service listens at http://localhost:${port}/`)
})
