// A tenancy whose memory holds signing keys and nothing else, and whose clock stands still until a test moves it.
import { createSecretKey, randomBytes } from 'node:crypto'
import type { Collections, SigningKey } from '../collections.ts'
import type { ConfigurationStore } from '../configuration-store.ts'
import type { Applied, Change, CollectionName, Tenant, TenantStore } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'

const unused = (): never => {
  throw new Error('signing keys need no more of a store than this')
}

type Rows = { readonly [C in CollectionName]?: readonly Collections[C][] }

const without = (keys: readonly SigningKey[], key: SigningKey): readonly SigningKey[] | undefined =>
  keys.includes(key) ? keys.filter((other) => other !== key) : undefined

/** The keys after `change`, undefined when it was made from what is no longer there. */
const changed = (keys: readonly SigningKey[], change: Change): readonly SigningKey[] | undefined => {
  if ('insert' in change && change.insert === 'signing_keys') return [...keys, Object.freeze(change.document)]
  if ('replace' in change && change.replace === 'signing_keys') {
    const { before, after } = change
    return keys.includes(before) ? keys.map((key) => (key === before ? Object.freeze(after) : key)) : undefined
  }
  return 'remove' in change && change.remove === 'signing_keys' ? without(keys, change.document) : unused()
}

const memoryOfKeys = (): TenantStore => {
  const empty: readonly never[] = Object.freeze([])
  let rows: Rows = {}
  const known: ConfigurationStore = {
    find: unused,
    all: async (collection) => rows[collection] ?? empty,
    era: () => NaN,
    forget: () => {},
    page: unused,
    apply: async (changes): Promise<Applied> => {
      let keys: readonly SigningKey[] | undefined = rows.signing_keys ?? empty
      for (const change of changes) keys = keys === undefined ? undefined : changed(keys, change)
      if (keys === undefined) return { outcome: 'stale', collection: 'signing_keys' }
      rows = { ...rows, signing_keys: Object.freeze(keys) }
      return { outcome: 'applied' }
    },
    spendAssertion: unused,
    logEvents: unused,
    findLogEvent: unused,
    findExecution: unused,
    executions: unused,
  }
  return new Proxy(known as TenantStore, { get: (store, verb) => Reflect.get(store, verb) ?? unused })
}

export const TENANT: Tenant = Object.freeze({
  tenant_id: 'ten_0123456789abcdef',
  host: 'tenant.example:3000',
  issuer: 'https://tenant.example:3000/',
  name: 'tenant',
  first_client_id: 'first',
  announced: true,
})

/** An instant, in seconds, that all tests of keys begin at. */
export const BEGINNING = 1_800_000_000

export type KeyTenancy = { readonly tenancy: Tenancy; readonly passSeconds: (seconds: number) => void }

/** A tenant without keys. */
export const keyTenancy = (tenant: Tenant = TENANT): KeyTenancy => {
  let now = BEGINNING * 1000
  const tenancy: Tenancy = {
    tenant: { ...tenant, home: tenant.issuer },
    store: memoryOfKeys(),
    now: () => now,
    random: randomBytes,
    masterKey: createSecretKey(Buffer.alloc(32, 1)),
    hasher: { hash: unused, verify: unused },
    renderTemplate: unused,
    sendMail: unused,
    deliverMail: unused,
    runCode: unused,
    callOutside: unused,
    ofDomains: { isVouchedFor: unused, txt: unused, cname: unused },
    inBackground: unused,
    wakeJobs: unused,
    record: () => undefined,
    recordExecution: unused,
    operatorLog: () => undefined,
    pause: async () => {},
    stopping: new AbortController().signal,
  }
  return {
    tenancy,
    passSeconds: (seconds) => {
      now += seconds * 1000
    },
  }
}
