// An API that lets in whoever brings an access token for it. It checks each token by itself, and hears of it when one is revoked.
import { createValidator, requireScopes } from '@symbolon/validator'
import { protect } from '@symbolon/validator/express'
import express from 'express'

const issuer = process.env.ISSUER ?? 'http://localhost:3000/'
const audience = process.env.AUDIENCE ?? 'https://api.example.com/'
const port = Number(process.env.PORT ?? 4000)

const validator = createValidator({ issuer, audience })
const messages = ['Hello from an API that a token protects.']

const app = express()

// Nobody passes without a token that has this scope. `request.auth` holds what stands in it: `subject` says who asks.
app.get('/messages', protect(validator, requireScopes('read:messages')), (request, response) => {
  response.json({ messages, reader: request.auth.subject })
})

app.post('/messages', protect(validator, requireScopes('write:messages')), express.json(), (request, response) => {
  messages.push(String(request.body?.text ?? ''))
  response.status(201).json({ messages })
})

app.listen(port, 'localhost', () => {
  console.log(`The API listens at http://localhost:${port}/messages`)
})
