// A page that logs people in and calls an API for them.
import { useState } from 'react'
import { client } from './client.js'
import { useUser } from './use-user.js'

export function Page() {
  const { isLoading, user, error } = useUser()
  if (isLoading) return <p>One moment …</p>
  return (
    <main>
      {user ? <Member user={user} /> : <Visitor />}
      {error && <Trouble error={error} />}
    </main>
  )
}

function Visitor() {
  return (
    <>
      <h1>Messages</h1>
      <button onClick={() => client.login()}>Log in</button>
    </>
  )
}

function Member({ user }) {
  const [messages, setMessages] = useState([])
  const [error, setError] = useState()

  async function load() {
    try {
      const response = await client.fetch('/messages')
      if (!response.ok) throw new Error(`The API said ${response.status}.`)
      setMessages((await response.json()).messages)
    } catch (error) {
      setError(error)
    }
  }

  return (
    <>
      <h1>Hello {user.name ?? user.email}</h1>
      <ul>
        {messages.map((text, index) => (
          <li key={index}>{text}</li>
        ))}
      </ul>
      <button onClick={load}>My messages</button>{' '}
      <button onClick={() => client.logout({ where: 'everywhere', return_to: `${location.origin}/` })}>Log out</button>
      {error && <Trouble error={error} />}
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
