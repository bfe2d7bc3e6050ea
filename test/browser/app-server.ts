// Somebody's application: a page with one program, over https, on a port of its own. On `localhost` it is of one site with the
// server, on `a.localhost` of another.
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { bundle } from './bundle.ts'
import { localCertificate } from '../tls.ts'

export type App = {
  /** `https://localhost:PORT`, without a slash. */
  readonly origin: string
  readonly stop: () => Promise<void>
}

export type PageApp = App & {
  /** What the program finds as `window.settings` from now on. */
  readonly configure: (settings: Readonly<Record<string, unknown>>) => void
}

type LoadedScript = { readonly path: string; readonly integrity: string }

const isLoaded = (value: unknown): value is LoadedScript & { readonly origin: string } =>
  typeof value === 'object' && value !== null && 'integrity' in value

/** The element of a script of another host, where the settings name one as `script`. */
const elementOf = ({ script }: Readonly<Record<string, unknown>>): string =>
  isLoaded(script)
    ? `<script src="${script.origin}${script.path}" integrity="${script.integrity}" crossorigin="anonymous"></script>`
    : ''

/** Serves the program `apps/<name>` under every path. */
export async function startPageApp(name: string, host = 'localhost'): Promise<PageApp> {
  const script = await bundle(name)
  let settings: Readonly<Record<string, unknown>> = {}
  const app = await startApp((request, response) => {
    if (request.url === '/app.js') return void response.setHeader('content-type', 'text/javascript').end(script)
    const json = JSON.stringify(settings).replaceAll('<', String.raw`\u003c`)
    response
      .setHeader('content-type', 'text/html; charset=utf-8')
      .end(
        `<!doctype html><title>${name}</title><body><script>window.settings = ${json}</script>${elementOf(settings)}<script src="/app.js"></script>`,
      )
  }, host)
  return { ...app, configure: (next) => void (settings = next) }
}

/** Serves `listener` over https with the tests' certificate. */
export const startApp = (listener: RequestListener, host = 'localhost'): Promise<App> =>
  startProgram(() => Promise.resolve(listener), host)

/** Serves what `make` makes when it has been told its own origin. */
export async function startProgram(
  make: (origin: string) => Promise<RequestListener>,
  host = 'localhost',
): Promise<App> {
  const { cert, key } = localCertificate()
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const app = { origin: `https://${host}:${portOf(server)}`, stop: () => stop(server) }
  try {
    server.on('request', await make(app.origin))
  } catch (error) {
    await app.stop()
    throw error
  }
  return app
}

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}
