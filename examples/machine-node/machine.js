// A program that calls the API in its own name: it gets a token with its client id and secret (client credentials), and keeps it until
// shortly before it expires.
const issuer = process.env.ISSUER ?? 'http://localhost:3000/'
const audience = process.env.AUDIENCE ?? 'https://api.example.com/'
const api = process.env.API ?? 'http://localhost:4000/messages'
const { CLIENT_ID: client_id, CLIENT_SECRET: client_secret } = process.env

if (!client_id || !client_secret) {
  console.error('Set CLIENT_ID and CLIENT_SECRET: symbolon client create prints both.')
  process.exit(1)
}

let kept

async function accessToken() {
  if (kept && Date.now() < kept.until) return kept.token
  const response = await fetch(new URL('oauth/token', issuer), {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret, audience }),
  })
  const body = await response.json()
  if (!response.ok) throw new Error(`No token: ${body.error}, ${body.error_description}`)
  // A minute early, so that no token dies on its way.
  kept = { token: body.access_token, until: Date.now() + (body.expires_in - 60) * 1000 }
  return kept.token
}

async function call(options = {}) {
  const authorization = `Bearer ${await accessToken()}`
  const response = await fetch(api, { ...options, headers: { ...options.headers, authorization } })
  console.log(`${options.method ?? 'GET'} ${response.status} ${await response.text()}`)
}

try {
  const stranger = await fetch(api)
  console.log(`without a token: ${stranger.status}`)
  await call()
  await call({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'A machine was here.' }),
  })
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
