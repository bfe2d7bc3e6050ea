// What other providers gave for calling them in a user's name. Only who has a right of its own for them sees them.
import type { Document } from '@symbolon/protocol/entities/entity'
import type { Identity } from '@symbolon/protocol/entities/user'

const PROVIDER_TOKENS: ReadonlySet<string> = new Set(['access_token', 'access_token_secret', 'refresh_token'])

/** The identity as everybody sees it who may see the user. */
export const withoutProviderTokens = (identity: Identity): Document =>
  Object.fromEntries(Object.entries(identity).filter(([name]) => !PROVIDER_TOKENS.has(name)))
