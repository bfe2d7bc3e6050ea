// A program in a terminal that acts for whoever sits there. It opens the browser for the login, waits for the answer on a port of its
// own (RFC 8252), and calls the API with the token. It has no secret, since everybody can read a program that they run.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import * as oauth from 'openid-client'

const issuer = new URL(process.env.ISSUER ?? 'http://localhost:3000/')
const audience = process.env.AUDIENCE ?? 'https://api.example.com/'
const api = process.env.API ?? 'http://localhost:4000/messages'
const { CLIENT_ID: client_id } = process.env

if (!client_id) {
  console.error('Set CLIENT_ID: symbolon client create prints it.')
  process.exit(1)
}

// Plain http is for an issuer on this machine alone.
const isHere = issuer.protocol === 'http:' && issuer.hostname === 'localhost'
const execute = isHere ? [oauth.allowInsecureRequests] : []
const client = await oauth.discovery(issuer, client_id, undefined, oauth.None(), { execute })

const response = await fetch(api, { headers: { authorization: `Bearer ${await logIn()}` } })
console.log(response.status, (await response.text()).trim())

/** An access token for whoever logs in. */
async function logIn() {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const redirect_uri = `http://127.0.0.1:${listener.address().port}/callback`
  const pkceCodeVerifier = oauth.randomPKCECodeVerifier()
  const expectedState = oauth.randomState()
  const url = oauth.buildAuthorizationUrl(client, {
    redirect_uri,
    audience,
    scope: 'openid read:messages',
    state: expectedState,
    code_challenge: await oauth.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  const answer = answerTo(listener, redirect_uri)
  console.log(`Log in with your browser: ${url}`)
  openBrowser(url.href)
  const tokens = await oauth.authorizationCodeGrant(client, await answer, { pkceCodeVerifier, expectedState })
  return tokens.access_token
}

/** The address that the browser comes back with. */
function answerTo(listener, redirect_uri) {
  return new Promise((resolve) => {
    listener.on('request', (request, response) => {
      const url = new URL(request.url, redirect_uri)
      if (url.pathname !== '/callback') return response.writeHead(404).end()
      response.setHeader('connection', 'close').end('You can close this window.')
      listener.close()
      resolve(url)
    })
  })
}

/** Opens it where that is possible; everywhere else people click on what was printed. `BROWSER=none` opens nothing. */
function openBrowser(url) {
  const openers = { darwin: 'open', win32: 'explorer' }
  const opener = process.env.BROWSER ?? openers[process.platform] ?? 'xdg-open'
  if (opener === 'none') return
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}
