import { startServer } from '../machine/child.ts'
import { freePort, untilAnswered } from './server.ts'
import type { Server } from './server.ts'

/** Bare Fastify, the bound of any answer of the Management API: `answer` as JSON, whatever is asked. */
export async function startFastifyJson(answer: unknown, cores: string | undefined): Promise<Server & AsyncDisposable> {
  const port = await freePort()
  const script = new URL('fastify-json-process.ts', import.meta.url).pathname
  const child = startServer({ script, arguments: [`${port}`, JSON.stringify(answer)], cores })
  await untilAnswered(child, () => fetch(`http://127.0.0.1:${port}/`))
  const host = `127.0.0.1:${port}`
  return { name: 'bare Fastify', port, host, path: '/', form: {}, process: child, [Symbol.asyncDispose]: child.stop }
}
