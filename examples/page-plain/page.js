// A page that logs people in and calls an API for them. Tokens stay in its memory and are renewed without a question.
import { createClient } from '@symbolon/browser'

const { VITE_CLIENT_ID, VITE_ISSUER, VITE_AUDIENCE } = import.meta.env

const client = createClient({
  issuer: VITE_ISSUER ?? 'http://localhost:3000/',
  client_id: VITE_CLIENT_ID,
  audience: VITE_AUDIENCE ?? 'https://api.example.com/',
  scope: 'openid profile email read:messages',
})

const at = (id) => document.getElementById(id)

function show(user) {
  at('greeting').textContent = `Hello ${user?.name ?? user?.email}`
  at('member').hidden = !user
  at('visitor').hidden = Boolean(user)
}

/** What is thrown says in `advice` what to do about it. */
const explain = (error) => {
  at('trouble').textContent = [error.message, error.advice].filter(Boolean).join(' ')
}

async function load() {
  const response = await client.fetch('/messages')
  if (!response.ok) throw new Error(`The API said ${response.status}.`)
  const { messages } = await response.json()
  at('messages').replaceChildren(
    ...messages.map((text) => Object.assign(document.createElement('li'), { textContent: text })),
  )
}

at('login').addEventListener('click', () => client.login().catch(explain))
at('load').addEventListener('click', () => load().catch(explain))
at('logout').addEventListener('click', () =>
  client.logout({ where: 'everywhere', return_to: `${location.origin}/` }).catch(explain),
)

// In whichever tab it happens.
client.listen((event, user) => show(event === 'logout' ? undefined : user))

try {
  // Coming back from the login, or after a reload: tokens are in memory alone, and the issuer still knows who is there.
  await client.finishLogin()
  show(client.user() ?? (await client.resume()))
} catch (error) {
  show()
  explain(error)
}
