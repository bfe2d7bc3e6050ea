import { startServer } from '../machine/child.ts'
import { freePort, untilServing } from './server.ts'

/** Bare node:http, the bound that no server on it can pass. */
export async function startHttpBound(cores: string | undefined) {
  const port = await freePort()
  const script = new URL('http-bound-process.ts', import.meta.url).pathname
  const child = startServer({ script, arguments: [`${port}`], cores })
  const form = {
    grant_type: 'client_credentials',
    client_id: 'a'.repeat(32),
    client_secret: 'b'.repeat(43),
    audience: 'https://api.bench.example/',
    scope: 'read',
  }
  return untilServing({ name: 'bare node:http', port, host: `127.0.0.1:${port}`, path: '/', form, process: child })
}
