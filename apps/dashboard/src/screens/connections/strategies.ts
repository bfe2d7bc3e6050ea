// What the kinds of connections are called.
import type { Texts } from '../../texts/index.ts'

/** Users of this server's own are of the strategy `auth0`; others are kept for later and named as on the wire. */
export const strategyName = (texts: Texts, strategy: string): string =>
  strategy === 'auth0' ? texts.connectionDatabase : strategy
