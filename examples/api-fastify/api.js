// An API that lets in whoever brings an access token for it. It checks each token by itself, and hears of it when one is revoked.
import { createValidator, requireScopes } from '@symbolon/validator'
import { protect, tokenOf } from '@symbolon/validator/fastify'
import Fastify from 'fastify'

const issuer = process.env.ISSUER ?? 'http://localhost:3000/'
const audience = process.env.AUDIENCE ?? 'https://api.example.com/'
const port = Number(process.env.PORT ?? 4000)

const validator = createValidator({ issuer, audience })
const messages = ['Hello from an API that a token protects.']

const app = Fastify()

// Nobody passes without a token that has this scope. `tokenOf(request)` is what stands in it: `subject` says who asks.
app.get('/messages', { onRequest: protect(validator, requireScopes('read:messages')) }, (request, reply) => {
  reply.send({ messages, reader: tokenOf(request).subject })
})

app.post('/messages', { onRequest: protect(validator, requireScopes('write:messages')) }, (request, reply) => {
  messages.push(String(request.body?.text ?? ''))
  reply.code(201).send({ messages })
})

await app.listen({ port, host: 'localhost' })
console.log(`The API listens at http://localhost:${port}/messages`)
