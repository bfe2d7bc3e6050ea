// explain: why a token looks as it does. Here: a tenancy in which everything is decided as it would be, and nothing is kept.
import type { TenantStore } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'

/** What reads. Whatever is not named here or below does not happen in a rehearsal. */
const READS: ReadonlySet<string> = new Set<keyof TenantStore>([
  'era',
  'forget',
  'find',
  'all',
  'page',
  'findUser',
  'findUserByIdentity',
  'findUserByIdentifier',
  'usersByEmail',
  'searchUsers',
  'findPassword',
  'drawPassword',
  'rolesOfUser',
  'permissionsOfUser',
  'findSession',
  'findRefreshToken',
  'findConsent',
  'findAttempts',
  'revocationsAfter',
  'followRevocations',
])

const nothing = (name: string) => (): never => {
  throw new Error(`A rehearsal keeps nothing: ${name}`)
}

/** What code may ask for seems to be done. */
const PRETENDED = {
  replaceUser: async () => 'written',
  removeSession: async () => false,
  removeRefreshToken: async () => false,
  removeRefreshTokens: async () => 0,
  replaceSession: async () => true,
  replaceRefreshTokenMetadata: async () => true,
  countLogin: async () => undefined,
  appendRevocations: async () => [],
  apply: async () => ({ outcome: 'applied' }),
} satisfies Partial<TenantStore>

const reading = (store: TenantStore): TenantStore => ({
  ...store,
  ...Object.fromEntries(
    Object.keys(store)
      .filter((name) => !READS.has(name))
      .map((name) => [name, nothing(name)]),
  ),
  ...PRETENDED,
})

/** The same tenant, in which writing does nothing, no line is logged and no mail is sent. */
export const rehearsalOf = (tenancy: Tenancy): Tenancy => ({
  ...tenancy,
  store: reading(tenancy.store),
  runCode: (execution, answer) => tenancy.runCode({ ...execution, isDraft: true }, answer),
  record: () => undefined,
  recordExecution: () => undefined,
  sendMail: () => undefined,
  deliverMail: async () => undefined,
  inBackground: () => undefined,
  wakeJobs: () => undefined,
})
