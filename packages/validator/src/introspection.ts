// Opaque tokens: the issuer is asked what they are. RFC 7662
import { parseUniqueJsonObject, type JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { requireIntrospected } from './claim-rules.ts'
import { fetchText } from './issuer/fetch-text.ts'
import type { Issuer } from './issuer/issuer.ts'
import { newMemory } from './memory.ts'
import type { IntrospectionOptions } from './options.ts'
import { AccessRefused, refuseToken } from './refusals.ts'
import { InvalidOption, type Settings } from './settings.ts'

/** Answers that are remembered. */
const MOST = 10_000
const REMEMBER_FOR = 5

/** RFC 6749 §2.3.1: both are encoded like a form before they are joined. */
const basic = ({ client_id, client_secret }: IntrospectionOptions): string => {
  const encode = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1)
  return `Basic ${btoa(`${encode(client_id)}:${encode(client_secret)}`)}`
}

type Known = { readonly claims: JsonObject | undefined; readonly until: number }

export type OpaqueToken = { readonly claims: JsonObject; readonly issuer: Issuer }

/** Asks `issuer` itself: the claims of a token that lives, undefined for every other. Throws IssuerAway. */
export function introspector(issuer: Issuer, options: IntrospectionOptions, { fetch }: Settings) {
  if (!options.client_id || !options.client_secret)
    throw new InvalidOption('introspection must have client_id and client_secret')
  const authorization = basic(options)

  return async (token: string): Promise<JsonObject | undefined> => {
    const endpoint = options.endpoint ?? (await issuer.metadata.url('introspection_endpoint'))
    const { text } = await fetchText(fetch, endpoint, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ token, token_type_hint: 'access_token' }).toString(),
    })
    const answer = parseUniqueJsonObject(text)
    return answer?.['active'] === true ? answer : undefined
  }
}

/** The same, with a memory for a few seconds. */
function asking(issuer: Issuer, options: IntrospectionOptions, settings: Settings) {
  const { rememberFor = REMEMBER_FOR } = options
  const known = newMemory<Known>(rememberFor > 0 ? MOST : 0)
  const ask = introspector(issuer, options, settings)
  const { now } = settings

  return async (token: string): Promise<JsonObject | undefined> => {
    const found = known.get(token)
    if (found && now() < found.until) return found.claims
    const claims = await ask(token)
    const exp = typeof claims?.['exp'] === 'number' ? claims['exp'] * 1000 : Infinity
    known.set(token, { claims, until: Math.min(now() + rememberFor * 1000, exp) })
    return claims
  }
}

/** Asks the issuers that let themselves be asked, one after the other. */
export function opaqueTokenReader(issuers: readonly Issuer[], settings: Settings) {
  const questions = issuers.flatMap((issuer) => {
    const { introspection } = issuer.settings
    return introspection ? [{ issuer, ask: asking(issuer, introspection, settings), introspection }] : []
  })

  /** @throws AccessRefused; IssuerAway */
  return async (token: string): Promise<OpaqueToken> => {
    if (questions.length === 0) return refuseToken('malformed', 'the token is no JWT')
    for (const { issuer, ask, introspection } of questions) {
      const claims = await ask(token)
      if (!claims) continue
      requireIntrospected(claims, issuer.policy, settings.now() / 1000, introspection.audienceOptional === true)
      return { claims, issuer }
    }
    throw new AccessRefused('invalid_token', 'inactive', 'the token is not active')
  }
}
