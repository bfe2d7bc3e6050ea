// The sockets: where requests arrive, how long they may take, and how the server lets go of them.
import type {
  IncomingMessage,
  OutgoingHttpHeader,
  OutgoingHttpHeaders,
  RequestListener,
  Server,
  ServerOptions,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Config } from './config.ts'
import { createServer as createHttpServer, ServerResponse } from './http/node-http.ts'
import { StartError } from './start-error.ts'

const OPTIONS: ServerOptions = {
  /** Longer than the pools of common clients keep a connection, so that they never write into a closed one. */
  keepAliveTimeout: 65_000,
  headersTimeout: 15_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16_384,
  requireHostHeader: false,
  noDelay: true,
  /** A request that announces no body is not made a stream, whose silent end costs as much as its head. */
  optimizeEmptyRequests: true,
}

/** Longest that requests in progress may take when the server stops, milliseconds. */
const DRAIN_LIMIT = 10_000

export type Listener = {
  /** The port that was listened on, also when the setting was 0. */
  readonly port: number
  /** Takes no more connections; resolves when every request in progress has been answered. */
  readonly drain: () => Promise<void>
}

/** Listens as `config` says. @throws StartError with one clear sentence when that cannot be */
export async function listen(
  config: Pick<Config, 'host' | 'port' | 'tls'>,
  handle: RequestListener,
): Promise<Listener> {
  let isDraining = false
  const options = { ...OPTIONS, tls: config.tls, ServerResponse: responseClass(() => isDraining) }
  const first = await open(options, config.host ?? '127.0.0.1', config.port, handle)
  const port = portOf(first)
  // Loopback has two addresses, and "localhost" may mean either. A machine without IPv6 has only the first.
  const second = config.host === undefined ? await open(options, '::1', port, handle).catch(() => undefined) : undefined
  const servers = second ? [first, second] : [first]
  return {
    port,
    drain: async () => {
      isDraining = true
      await Promise.all(servers.map(drainServer))
    },
  }
}

/**
 * Responses that say, once the server is draining, that their connection ends. They find out when their head is written: a set of what
 * is in progress outgrows its tables all the time, each of which refers to the next, and finished requests grow old in them.
 */
function responseClass(isDraining: () => boolean): typeof ServerResponse {
  return class<Request extends IncomingMessage> extends ServerResponse<Request> {
    override writeHead(...head: Head): this {
      if (isDraining()) this.shouldKeepAlive = false
      return Reflect.apply(super.writeHead, this, head)
    }
  }
}

type Options = ServerOptions & Pick<Config, 'tls'>

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined
type Head = [status: number, headers?: Headers] | [status: number, message?: string | undefined, headers?: Headers]

async function open(options: Options, host: string, port: number, handle: RequestListener): Promise<Server> {
  const server = createServer(options, handle)
  server.on('clientError', refuseUnreadable)
  // An unknown expectation may be ignored (RFC 9110 §10.1.1); node:http would answer it with an empty 417 of its own.
  server.on('checkExpectation', handle)
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new StartError(sentence(error, host, port))))
    server.listen(port, host, () => resolve(server))
  })
}

function createServer({ tls, ...options }: Options, handle: RequestListener): Server {
  if (!tls) return createHttpServer(options, handle)
  try {
    return createHttpsServer({ ...options, ...tls, minVersion: 'TLSv1.2' }, handle)
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown'
    throw new StartError(`SYMBOLON_TLS_CERT and SYMBOLON_TLS_KEY are not a certificate and its key: ${reason}`)
  }
}

function sentence({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE') return `Port ${port} is in use by another program. Choose another with SYMBOLON_PORT.`
  if (code === 'EACCES')
    return `Port ${port} needs rights that this user does not have. Choose another with SYMBOLON_PORT.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `This machine has no address ${host}. Choose another with SYMBOLON_HOST.`
  }
  return `Cannot listen on ${host}, port ${port}: ${message}`
}

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** What node:http could not read never becomes a request; it is answered all the same, in the words of this server. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
  const [status, reason, description] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431', 'Request Header Fields Too Large', 'The headers are larger than 16384 bytes.']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408', 'Request Timeout', 'The request took too long to arrive.']
        : ['400', 'Bad Request', 'The request is not HTTP.']
  const body = JSON.stringify({ error: 'invalid_request', error_description: description })
  const head = `HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/json\r\ncache-control: no-store\r\n`
  socket.end(`${head}content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`)
}

function drainServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), 50)
    const limit = setTimeout(() => server.closeAllConnections(), DRAIN_LIMIT)
    server.close(() => {
      clearInterval(idle)
      clearTimeout(limit)
      resolve()
    })
    server.closeIdleConnections()
  })
}
