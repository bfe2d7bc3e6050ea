// An API that lets in whoever brings an access token for it. It checks each token by itself, and hears of it when one is revoked.
import { serve } from '@hono/node-server'
import { createValidator, requireScopes } from '@symbolon/validator'
import { protect } from '@symbolon/validator/hono'
import { Hono } from 'hono'

const issuer = process.env.ISSUER ?? 'http://localhost:3000/'
const audience = process.env.AUDIENCE ?? 'https://api.example.com/'
const port = Number(process.env.PORT ?? 4000)

const validator = createValidator({ issuer, audience })
const messages = ['Hello from an API that a token protects.']

const app = new Hono()

// Nobody passes without a token that has this scope. `auth` holds what stands in it: `subject` says who asks.
app.get('/messages', protect(validator, requireScopes('read:messages')), (context) =>
  context.json({ messages, reader: context.get('auth').subject }),
)

app.post('/messages', protect(validator, requireScopes('write:messages')), async (context) => {
  const sent = await context.req.json().catch(() => undefined)
  messages.push(String(sent?.text ?? ''))
  return context.json({ messages }, 201)
})

serve({ fetch: app.fetch, port, hostname: 'localhost' }, () => {
  console.log(`The API listens at http://localhost:${port}/messages`)
})
