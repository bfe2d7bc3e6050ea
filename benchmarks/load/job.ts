import { crowdAudience, crowdClientId } from './population.ts'

/** What people's applications do, one answer after the other, instead of posting a form. */
export type Flow =
  /** A request to read, the same each time. */
  | { readonly is: 'read'; readonly path: string; readonly authorization: string }
  /** Each connection renews a token of its own, again and again. */
  | { readonly is: 'refresh'; readonly tokens: readonly string[] }
  /** Somebody tries a password, each time under another name. Refusals are answers. */
  | { readonly is: 'guess' }
  /** A person who is logged in is sent to `path` and back, and the code that comes of it is redeemed. Counts as one answer. */
  | { readonly is: 'code'; readonly path: string; readonly cookie: string }

/** What a load process is asked to do; it travels as JSON. */
export type Job = {
  /** Connections are dealt out to these ports in turn. */
  readonly ports: readonly number[]
  /** The host header, which names the tenant. */
  readonly host: string
  readonly path: string
  readonly form: Readonly<Record<string, string>>
  /** Ask in the name of client `from`, then the next, round a crowd of this size, instead of one client again and again. */
  readonly walk?: { readonly from: number; readonly crowd: number } | undefined
  /** Then `path` is that of the token endpoint, and `form` what every request to it holds. */
  readonly flow?: Flow | undefined
  readonly connections: number
  /** Questions in a second, over all connections; absent: as many as are answered. */
  readonly rate?: number | undefined
  /** Seconds of load before anything counts. */
  readonly warmUp: number
  /** Ends after so many seconds, or after so many answers. */
  readonly until: { readonly seconds: number } | { readonly answers: number }
  /** The `alg` that a token in an answer must bear; absent where answers hold no real token. */
  readonly alg?: string | undefined
  /** Processes that are charged with the CPU time, children included. */
  readonly pids: readonly number[]
}

/** What it saw. */
export type Outcome = {
  readonly answers: number
  readonly wallSeconds: number
  /** Used by `pids`; undefined where the kernel does not tell. */
  readonly serverSeconds?: number
  /** Used by the load itself. */
  readonly loadSeconds: number
  /** Cores that everything else on the machine kept busy meanwhile; undefined where the kernel does not tell. */
  readonly neighbours?: number
  /** Milliseconds from question to answer. */
  readonly p50: number
  readonly p99: number
}

/** The form of the request number `index`. */
export function formOf(job: Job, index: number): Readonly<Record<string, string>> {
  if (job.walk === undefined) return job.form
  const client = (job.walk.from + index) % job.walk.crowd
  return { ...job.form, client_id: crowdClientId(client), audience: crowdAudience(client) }
}
