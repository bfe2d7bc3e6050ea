// An API that lets in whoever brings a token of Symbolon for it. It never calls Symbolon for a request: it reads the public keys once,
// keeps them, and reads them anew when a key signs that it has not met.
import express from 'express'
import { auth, requiredScopes } from 'express-oauth2-jwt-bearer'

const issuerBaseURL = process.env.ISSUER_BASE_URL ?? 'http://localhost:3000/'
const audience = process.env.AUDIENCE ?? 'https://api.example.com/'
const port = Number(process.env.PORT ?? 4000)

const messages = ['Hello from an API that a token protects.']

const app = express()

app.get('/', (request, response) => {
  response.json({ messages: '/messages' })
})

// Signature, issuer, audience and expiry. From here on nobody passes without a token.
app.use(auth({ issuerBaseURL, audience }))

// What the token allows. `request.auth.payload` holds the claims: `sub` says who asks.
app.get('/messages', requiredScopes('read:messages'), (request, response) => {
  response.json({ messages, reader: request.auth.payload.sub })
})

app.post('/messages', requiredScopes('write:messages'), express.json(), (request, response) => {
  messages.push(String(request.body?.text ?? ''))
  response.status(201).json({ messages })
})

// A refusal as RFC 6750 wants it: the status, and the reason in WWW-Authenticate.
app.use((error, request, response, next) => {
  if (error.status === undefined) return next(error)
  response.status(error.status).set(error.headers).json({ error: error.code, error_description: error.message })
})

const listener = app.listen(port, () => {
  console.log(`The API for ${audience} listens at http://localhost:${listener.address().port}/messages`)
})
