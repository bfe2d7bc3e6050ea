// A page that logs people in and calls an API for them.
import { useState } from 'react'
import { client } from './client.js'
import { useUser } from './use-user.js'

export function Page() {
  const { isLoading, user, error, attempt } = useUser()
  if (isLoading) return <p>One moment …</p>
  return (
    <main>
      {user ? <Member user={user} attempt={attempt} /> : <Visitor attempt={attempt} />}
      {error && <Trouble error={error} />}
    </main>
  )
}

function Visitor({ attempt }) {
  return (
    <>
      <h1>Messages</h1>
      <button onClick={() => attempt(() => client.login())}>Log in</button>
    </>
  )
}

function Member({ user, attempt }) {
  const [messages, setMessages] = useState([])

  async function load() {
    const response = await client.fetch('/messages')
    if (!response.ok) throw new Error(`The API said ${response.status}.`)
    setMessages((await response.json()).messages)
  }

  const logOut = () => client.logout({ where: 'everywhere', return_to: `${location.origin}/` })

  return (
    <>
      <h1>Hello {user.name ?? user.email}</h1>
      <ul>
        {messages.map((text, index) => (
          <li key={index}>{text}</li>
        ))}
      </ul>
      <button onClick={() => attempt(load)}>My messages</button>{' '}
      <button onClick={() => attempt(logOut)}>Log out</button>
    </>
  )
}

/** What is thrown says in `advice` what to do about it. */
function Trouble({ error }) {
  return (
    <p role="alert">
      {error.message} {error.advice}
    </p>
  )
}
