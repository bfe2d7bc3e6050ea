// That a long-lived token has been used is told to its issuer by asking about it (RFC 7662): once a minute at most for each, and no
// answer waits for it.
import { isMachineTokenId } from '@symbolon/protocol/oauth/machine-token-id'
import { introspector } from './introspection.ts'
import type { Issuer } from './issuer/issuer.ts'
import type { Settings } from './settings.ts'
import type { VerifiedToken } from './verified-token.ts'
import { newMemory } from './memory.ts'

/** Milliseconds: what the issuer keeps is no finer. */
const EVERY = 60_000

const MOST_REMEMBERED = 10_000

export type ReportUse = (token: string, verified: VerifiedToken) => void

/** How uses are told to those issuers that want to know; at once nothing where none does. */
export function newUseReports(issuers: ReadonlyMap<string, Issuer>, settings: Settings): ReportUse {
  const asks = new Map(
    [...issuers].flatMap(([name, issuer]) => {
      const { introspection } = issuer.settings
      return introspection?.reportUse ? [[name, introspector(issuer, introspection, settings)] as const] : []
    }),
  )
  if (asks.size === 0) return () => {}
  const told = newMemory<number>(MOST_REMEMBERED)

  return (token, { issuer, claims: { jti } }) => {
    const ask = asks.get(issuer)
    if (!ask || !isMachineTokenId(jti)) return
    const now = settings.now()
    const name = `${issuer} ${jti}`
    if (Math.abs(now - (told.get(name) ?? -Infinity)) < EVERY) return
    told.set(name, now)
    ask(token).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : 'for a reason that is not known'
      settings.notice({ event: 'use_not_reported', issuer, message: `the use of a token was not reported: ${message}` })
    })
  }
}
