// A web application on a server: people log in to it, it keeps their tokens in a sealed cookie that no script can read, and calls an API
// for them.
import { randomBytes } from 'node:crypto'
import express from 'express'
import openIdConnect from 'express-openid-connect'

const { auth, requiresAuth } = openIdConnect

const issuerBaseURL = process.env.ISSUER ?? 'http://localhost:3000/'
const audience = process.env.AUDIENCE ?? 'https://api.example.com/'
const api = process.env.API ?? 'http://localhost:4000/messages'
const port = Number(process.env.PORT ?? 8080)
const { CLIENT_ID: clientID, CLIENT_SECRET: clientSecret } = process.env

if (!clientID || !clientSecret) {
  console.error('Set CLIENT_ID and CLIENT_SECRET: symbolon client create prints both.')
  process.exit(1)
}

const app = express()

// Adds /login, /callback and /logout.
app.use(
  auth({
    issuerBaseURL,
    baseURL: `http://localhost:${port}`,
    clientID,
    clientSecret,
    // Seals the cookies. One that stays the same keeps people logged in when this program starts anew.
    secret: process.env.SESSION_SECRET ?? randomBytes(32).toString('hex'),
    authRequired: false,
    idpLogout: true,
    authorizationParams: { response_type: 'code', audience, scope: 'openid profile email read:messages' },
  }),
)

app.get('/', (request, response) => {
  if (!request.oidc.isAuthenticated()) return response.send(page('<h1>Messages</h1><p><a href="/login">Log in</a></p>'))
  const { name, email } = request.oidc.user
  response.send(
    page(`<h1>Hello ${escaped(name ?? email)}</h1>
      <p><a href="/messages">My messages</a> <a href="/logout">Log out</a></p>`),
  )
})

app.get('/messages', requiresAuth(), async (request, response) => {
  const { token_type, access_token, isExpired } = request.oidc.accessToken
  // Whoever is still logged in at the issuer comes back with a new one, without a question.
  if (isExpired()) return response.oidc.login({ returnTo: '/messages' })
  const answer = await fetch(api, { headers: { authorization: `${token_type} ${access_token}` } })
  if (!answer.ok) return response.status(502).send(page(`<p>The API said ${answer.status}.</p>`))
  const { messages } = await answer.json()
  response.send(page(`<h1>Messages</h1><ul>${messages.map((text) => `<li>${escaped(text)}</li>`).join('')}</ul>`))
})

const page = (body) => `<!doctype html>
  <html lang="en"><meta charset="utf-8"><title>Messages</title>
  <style>body { font: 1.1rem/1.6 system-ui; max-width: 34rem; margin: 4rem auto; padding: 0 1rem }</style>
  <body>${body}</body></html>`

const escaped = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

app.listen(port, 'localhost', () => {
  console.log(`The application is at http://localhost:${port}/`)
})
