// A way for mails to go: one for an outbox, one for a mail server.
import type { Mail } from '@symbolon/core/ports'

export type Way = {
  /** Delivers one mail, or throws. An error with `permanent` set is not tried again. */
  readonly deliver: (mail: Mail) => Promise<void>
  /** Lets go of what is open. */
  readonly close: () => void
}
