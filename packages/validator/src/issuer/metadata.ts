// What an issuer says about itself, read once it is needed. OpenID Connect Discovery §4, RFC 8414 §3
import { parseUniqueJsonObject, type JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import type { IssuerSettings, Settings } from '../settings.ts'
import { fetchText, IssuerAway } from './fetch-text.ts'
import { atMostEvery } from './once.ts'

/** Milliseconds between two attempts. */
const COOL_DOWN = 5000

export type Metadata = {
  /** The URL in a member. Throws IssuerAway when the issuer is away or has none. */
  readonly url: (member: 'jwks_uri' | 'introspection_endpoint') => Promise<string>
}

const documentUrls = (issuer: string): readonly string[] => {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  return [
    `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ]
}

export function metadataOf({ issuer }: IssuerSettings, { fetch, now }: Settings): Metadata {
  let known: JsonObject | undefined

  const read = async (): Promise<JsonObject> => {
    let failure: unknown
    for (const url of documentUrls(issuer)) {
      try {
        const document = parseUniqueJsonObject((await fetchText(fetch, url)).text)
        // RFC 8414 §3.3: whoever else answers here must not lend its keys to this issuer.
        if (document?.['issuer'] === issuer) return document
        failure ??= new IssuerAway(
          `the metadata of ${issuer} names another issuer: its spelling must be the same, with or without the last /`,
        )
      } catch (error) {
        failure ??= error
      }
    }
    throw failure
  }

  const readOnce = atMostEvery(COOL_DOWN, now, read)

  const document = async (): Promise<JsonObject> => {
    known ??= await readOnce()
    if (!known) throw new IssuerAway(`${issuer} could not be reached a moment ago`)
    return known
  }

  return {
    url: async (member) => {
      const value = (await document())[member]
      const isGood = typeof value === 'string' && URL.canParse(value) && new URL(value).protocol.startsWith('http')
      if (!isGood) throw new IssuerAway(`the metadata of ${issuer} has no ${member}`)
      if (issuer.startsWith('https:') && !value.startsWith('https:')) {
        throw new IssuerAway(`the ${member} of ${issuer} is without TLS`)
      }
      return value
    },
  }
}
