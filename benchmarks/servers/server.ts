// servers: what is measured. Each is a process that gives tokens for client credentials, or pretends to.
import type { Child } from '../machine/child.ts'
import { createServer } from 'node:net'

/** A running server and how to ask it for a token. */
export type Server = {
  readonly name: string
  readonly port: number
  /** The host header. */
  readonly host: string
  readonly path: string
  readonly form: Readonly<Record<string, string>>
  /** The `alg` its tokens bear; absent where they are no tokens. */
  readonly alg?: string
  readonly process: Child
}

export type Algorithm = 'RS256' | 'ES256'

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const listener = createServer()
  const port = await new Promise<number>((resolve, reject) => {
    listener.once('error', reject)
    listener.listen(0, '127.0.0.1', () => {
      const address = listener.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  await new Promise((resolve) => listener.close(resolve))
  return port
}

/** Milliseconds that a server gets until its first token. */
const patience = 30_000

/** Asks again and again until the answer is good; throws when the process ends or it takes too long. */
export async function untilAnswered(child: Child, ask: () => Promise<Response>): Promise<string> {
  const deadline = performance.now() + patience
  const poll = async (): Promise<string> => {
    let last = 'no connection'
    while (performance.now() < deadline) {
      try {
        const answer = await ask()
        last = `${answer.status} ${await answer.text()}`
        if (answer.ok) return last.slice(4)
      } catch {
        // It does not listen yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    throw new Error(`no answer within ${patience / 1000} s: ${last.slice(0, 500)}`)
  }
  return Promise.race([poll(), child.ended])
}

/** Milliseconds from the start of the process to its first token. */
export async function firstToken(server: Server): Promise<number> {
  await untilAnswered(server.process, () =>
    fetch(`http://127.0.0.1:${server.port}${server.path}`, {
      method: 'POST',
      body: new URLSearchParams(server.form),
    }),
  )
  return performance.now() - server.process.startedAt
}

/**
 * Waits for the first token, and says how many milliseconds after the start it came. The process is stopped when the
 * server is disposed of, and when no token comes.
 */
export async function untilServing(
  server: Server,
): Promise<Server & AsyncDisposable & { readonly firstToken: number }> {
  try {
    return { ...server, firstToken: await firstToken(server), [Symbol.asyncDispose]: server.process.stop }
  } catch (error) {
    await server.process.stop()
    throw error
  }
}
