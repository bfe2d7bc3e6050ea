// ports: what the decisions need from outside. Whoever implements one decides nothing.
import type { Collections } from './collections.ts'
import type { LogEvent } from '@symbolon/protocol/entities/log-event'
import type { KeyObject } from 'node:crypto'
import type { LogCountStore } from './log-count-store.ts'
import type { CodeRunner } from './code-runner.ts'
import type { ConfigurationStore } from './configuration-store.ts'
import type { JobStore } from './job-store.ts'
import type { KeptExecution } from './kept-execution.ts'
import type { OfDomains } from './of-domains.ts'
import type { CallOutside } from './outside-call.ts'
import type { FindPlace } from './place.ts'
import type { UserPermission } from './records.ts'
import type { RecordStore } from './record-store.ts'
import type { RenderTemplate } from './render-template.ts'
import type { UserinfoClaimsStore } from './userinfo-claims-store.ts'
import type { RevocationStore, StreamToPush } from './revocation-store.ts'
import type { Soon } from './soon.ts'

/** One isolated set of data with its own issuer and keys, found by the host of a request. */
export type Tenant = {
  /** `ten_` and 16 alphanumerics; every row carries it. */
  readonly tenant_id: string
  /** Lower case, with the port where it is not the scheme's own: `localhost:3000`. Unique. */
  readonly host: string
  /** `https://HOST/`, byte for byte what stands in `iss`. */
  readonly issuer: string
  /** The short name that Auth0 puts in a client's `tenant` field. */
  readonly name: string
  /** The client made with the tenant, whose secret is shown once. */
  readonly first_client_id: string
  /** Whether that secret has been shown, or was given from outside. */
  readonly announced: boolean
}

export type CollectionName = keyof Collections

/** Equality on columns of a collection, by wire name; a list means any of its values. */
export type Where = Readonly<Record<string, string | number | boolean | readonly string[]>>

/**
 * One step of an atomic change. `replace` and `remove` name the document as it was read: when another has changed it
 * since, nothing of the whole change is done and the answer is `stale`. `unchanged` writes nothing and does the same for
 * what was only read: all that `where` finds, oldest first, must still be these documents, before any step is done. No other
 * change of the tenant comes between that look and the end of this one. `withdraw` takes permissions from every user who holds them.
 * `claimHost` has the tenant answer at that host too, `conflict` of `custom_domains` when some tenant does; `releaseHost` ends it, and does
 * nothing to a host that is not the tenant's, or its own.
 */
export type Change =
  | DocumentChange
  | { readonly withdraw: readonly UserPermission[] }
  | { readonly claimHost: string }
  | { readonly releaseHost: string }

type DocumentChange = {
  readonly [C in CollectionName]:
    | { readonly insert: C; readonly document: Collections[C] }
    | { readonly replace: C; readonly before: Collections[C]; readonly after: Collections[C] }
    | { readonly remove: C; readonly document: Collections[C] }
    | { readonly unchanged: C; readonly where: Where; readonly documents: readonly Collections[C][] }
}[CollectionName]

/** What became of a change: all of it, or nothing and why. */
export type Applied =
  | { readonly outcome: 'applied' }
  /** A document is no longer what the change was made from: read again and decide again. */
  | { readonly outcome: 'stale'; readonly collection: CollectionName }
  /** A unique field is taken. */
  | { readonly outcome: 'conflict'; readonly collection: CollectionName | 'tenants' }
  /** A document names another that is not there (any more). */
  | { readonly outcome: 'dangling'; readonly collection: CollectionName }

export type PageQuery = {
  readonly where: Where
  /** Pieces of text that columns must have, whatever the case of ASCII letters. */
  readonly containing?: Readonly<Record<string, string>>
  readonly limit: number
  readonly offset?: number
  /** Continue behind the item this opaque mark was given for; instead of `offset`. */
  readonly after?: string
  readonly withTotal?: boolean
}

export type Page<D> = {
  readonly items: readonly D[]
  /** Present when asked for. */
  readonly total?: number
  /** Mark of the last item, absent on the last page. */
  readonly next?: string
}

export type LogQuery = {
  readonly limit: number
  readonly offset?: number
  /** Entries after this log id, ascending. Without it: newest first. */
  readonly after?: string
  readonly ascending?: boolean
  readonly type?: string
  readonly client_id?: string
  readonly user_id?: string
  /** Of the newest 100,000; not together with `user_id`. Uncounted: nobody asks how many there are. */
  readonly matching?: (event: LogEvent) => boolean
  readonly isUncounted?: boolean
}

/** The memory of one tenant: its configuration, which is remembered, and its people. Nothing of another tenant can be reached through it. */
export type TenantStore = ConfigurationStore &
  LogCountStore &
  RecordStore &
  JobStore &
  RevocationStore &
  UserinfoClaimsStore

/**
 * Everything that outlives the process. Where the database cannot be reached, is locked, full or read-only, a call
 * rejects with an error whose `code` is `store_unavailable`, and nothing has changed.
 */
export type Store = {
  /** The tenant that answers at this host, be it its own or one that it has claimed. */
  findTenant(host: string): Soon<Tenant | undefined>
  tenants(): Promise<readonly Tenant[]>
  /** The tenant and its first documents in one transaction; `conflict` when the host is taken. */
  createTenant(tenant: Tenant, changes: readonly Change[]): Promise<Applied>
  /** Replaces the row of the tenant with the same `tenant_id`, together with `changes`. */
  updateTenant(tenant: Tenant, changes: readonly Change[]): Promise<Applied>
  tenant(tenant_id: string): TenantStore
  /** Many lines of any tenants in one transaction, in the background. The same list again, when nobody heard of it, adds nothing. */
  appendLogEvents(entries: readonly { readonly tenant_id: string; readonly event: LogEvent }[]): Promise<void>
  /** Executions of any tenants' code, in one transaction, in the background. The same list again adds nothing. */
  appendExecutions(entries: readonly { readonly tenant_id: string; readonly execution: KeptExecution }[]): Promise<void>
  /** The tenants that have log streams, whatever these are doing. */
  tenantsWithLogStreams(): Promise<readonly string[]>
  /** At most `limit` jobs of any tenants, one of each, that have not ended and that nobody holds at `now` (milliseconds), the oldest first. */
  openJobs(now: number, limit: number): Promise<readonly { readonly tenant_id: string; readonly id: string }[]>
  /** At most `limit` streams of any tenants, `ofOne` of one, that could be pushed at `now` (milliseconds); who waited longest comes first. */
  streamsToPush(now: number, limit: number, ofOne: number): Promise<readonly StreamToPush[]>
  /** Calls `wake` when this or another process may have written revocations of any tenant, until the answer is called. */
  followAllRevocations(wake: () => void): () => void
  /** Removes, in small batches, what nobody needs any more: used assertions, client secrets and revocations past their time, log events older than `log_before` (milliseconds), executions past ten days or ten thousand of a tenant. */
  sweep(log_before: number): Promise<void>
  /** Resolves when the database answers. */
  ready(): Promise<void>
  close(): Promise<void>
}

/** Milliseconds since the epoch. */
export type Clock = () => number

/** Lines for the operator: never a secret, token or password. */
export type OperatorLog = (level: 'info' | 'warn' | 'error', message: string, fields?: Record<string, unknown>) => void

/** Passwords → PHC strings of argon2id, off the main thread, through a queue with a bound. */
export type PasswordHasher = {
  /** @throws an error whose `code` is `too_busy` when the queue is full */
  readonly hash: (password: string) => Promise<string>
  /**
   * Whether `password` is that of `hash`, in argon2's or another format that an import may bring; `outdated` when it should be
   * hashed anew. A hash that cannot be read is never right.
   *
   * @throws an error whose `code` is `too_busy` when the queue is full
   */
  readonly verify: (password: string, hash: string) => Promise<{ readonly right: boolean; readonly outdated: boolean }>
}

/** One mail, ready to go. */
export type Mail = {
  readonly to: string
  /** As the tenant's template or provider says; undefined: the installation's own. */
  readonly from: string | undefined
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Links and code in it, for an outbox that programs read. */
  readonly links: readonly string[]
  readonly code: string | undefined
  /** The mail server that the tenant wants it to go through; absent: the installation's own way. */
  readonly server?: MailServer
  /** The tenant's own code that sends it instead. */
  readonly byCode?: MailByCode
}

/** `send` rejects where the mail was not sent; by an error with `permanent` where it is not to be tried again. */
export type MailByCode = { readonly tenant_id: string; readonly send: () => Promise<void> }

/** A tenant's own mail server. It is reached only where outbound calls may go. */
export type MailServer = {
  readonly host: string
  readonly port: number
  readonly user: string | undefined
  readonly password: string | undefined
}

/**
 * Writes a mail when it is its turn: what it needs is looked up in the background, so that no answer is the later for it.
 * Undefined: there is none to send.
 */
export type MailDraft = () => Promise<Mail | undefined>

export type Ports = {
  readonly ofDomains: OfDomains
  readonly callOutside: CallOutside
  /** Not there where the operator has no database of addresses. */
  readonly findPlace?: FindPlace | undefined
  readonly hasher: PasswordHasher
  /** Runs the tenant's own code, isolated. */
  readonly runCode: CodeRunner
  /** Fills a tenant's own template in, where no request waits for it. */
  readonly renderTemplate: RenderTemplate
  /** Takes a mail, or what writes one, and returns at once; it is sent in the background, and failures are told to the operator. */
  readonly sendMail: (mail: Mail | MailDraft) => void
  /** Sends a mail now, once, for whoever wants to know. Rejects with why it could not be sent. */
  readonly deliverMail: (mail: Mail) => Promise<void>
  /** Takes work that no answer waits for, and returns at once; it is done in the background, and failures are told to the operator. */
  readonly inBackground: (tenant_id: string, work: () => Promise<void>) => void
  /** Says that there is a job to do, and returns at once. */
  readonly wakeJobs: () => void
  readonly store: Store
  readonly now: Clock
  /** Resolves after so many milliseconds of the time that `now` tells. */
  readonly pause: (milliseconds: number) => Promise<void>
  /** Aborted when the server is about to stop: what waits for something to happen waits no longer. */
  readonly stopping: AbortSignal
  /** Unpredictable bytes. */
  readonly random: (bytes: number) => Buffer
  /** 32 bytes; what is encrypted at rest is encrypted under keys derived from it. */
  readonly masterKey: KeyObject
  /** Takes a line of the tenant log and returns at once; it is written in the background. */
  readonly record: (tenant_id: string, event: LogEvent) => void
  /**
   * Takes an execution of the tenant's code and returns at once. Where so much waits that it would not be written, `take` is not called;
   * what is kept is made later, in the background, by what `take` returns. `isQuiet`: it said nothing, and nothing went wrong.
   */
  readonly recordExecution: (tenant_id: string, isQuiet: boolean, take: () => () => KeptExecution) => void
  readonly operatorLog: OperatorLog
}
