// explain: why a token looks as it does. Here: a tenancy in which everything is decided as it would be, and nothing is kept.
import type { Tenancy } from '../tenancy.ts'

/** The same tenant, in which writing does nothing, no line is logged and no mail is sent. */
export const rehearsalOf = (tenancy: Tenancy): Tenancy => ({
  ...tenancy,
  store: {
    ...tenancy.store,
    replaceUser: async () => 'written',
    removeSession: async () => false,
    removeRefreshToken: async () => false,
    countLogin: async () => undefined,
    appendRevocations: async () => [],
    apply: async () => ({ outcome: 'applied' }),
  },
  runCode: (execution, answer) => tenancy.runCode({ ...execution, isDraft: true }, answer),
  record: () => undefined,
  recordExecution: () => undefined,
  sendMail: () => undefined,
  inBackground: () => undefined,
})
