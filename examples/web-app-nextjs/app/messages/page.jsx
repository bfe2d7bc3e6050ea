import { auth0 } from '../../lib/auth0.js'

const api = process.env.API ?? 'http://localhost:4000/messages'

// Sends strangers to the login, and back here.
export default auth0.withPageAuthRequired(
  async function Messages() {
    const { token } = await auth0.getAccessToken()
    const answer = await fetch(api, { headers: { authorization: `Bearer ${token}` } })
    if (!answer.ok) return <p>The API said {answer.status}.</p>
    const { messages } = await answer.json()
    return (
      <>
        <h1>Messages</h1>
        <ul>
          {messages.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
        <p>
          <a href="/">Back</a>
        </p>
      </>
    )
  },
  { returnTo: '/messages' },
)
