import { auth0 } from '../lib/auth0.js'

export default async function Home({ searchParams }) {
  const session = await auth0.getSession()
  const { refusal } = await searchParams
  if (!session) {
    return (
      <>
        <h1>Messages</h1>
        {refusal && <p role="alert">{refusal}</p>}
        <p>
          <a href="/auth/login">Log in</a>
        </p>
      </>
    )
  }
  return (
    <>
      <h1>Hello {session.user.name ?? session.user.email}</h1>
      <p>
        <a href="/messages">My messages</a> <a href="/auth/logout">Log out</a>
      </p>
    </>
  )
}
