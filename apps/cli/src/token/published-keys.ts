// The public keys of an issuer that somebody named, by its own metadata. An issuer that only a token names is never asked: a
// token comes from anywhere, and could name anything.
import { PROVIDER_METADATA_PATH } from '@symbolon/protocol/oidc/discovery'
import { CommandError } from '../command-error.ts'
import { printable } from '../output/printable.ts'
import { send, textAt } from '../send.ts'

export type PublishedKeys = {
  /** As the issuer spells itself. */
  readonly issuer: string
  /** The key set, unread. */
  readonly jwks: unknown
}

const bare = (url: string): string => url.replace(/\/+$/, '')

/** Whether two spellings mean one issuer; a slash at the end is easily forgotten when typing. */
export const isSameIssuer = (one: string, other: string): boolean => bare(one) === bare(other)

const addressOf = (issuer: string, jwksUri: string | undefined): URL => {
  const address = jwksUri !== undefined && URL.canParse(jwksUri) ? new URL(jwksUri) : undefined
  const accepted = issuer.startsWith('https:') ? ['https:'] : ['http:', 'https:']
  if (address && accepted.includes(address.protocol)) return address
  throw new CommandError(`${printable(issuer)} does not say where its keys are.`)
}

/** @throws CommandError when the issuer does not answer, or answers as somebody else */
export async function fetchPublishedKeys(named: string): Promise<PublishedKeys> {
  const { status, body } = await send(`${bare(named)}${PROVIDER_METADATA_PATH}`)
  const issuer = textAt(body, 'issuer')
  if (status !== 200 || issuer === undefined) {
    throw new CommandError(`There is no issuer at ${printable(named)}: its metadata answers ${status}.`)
  }
  if (!isSameIssuer(issuer, named)) {
    throw new CommandError(
      `${printable(named)} calls itself ${printable(issuer.slice(0, 300))}, so its keys prove nothing.`,
    )
  }
  const keys = await send(addressOf(issuer, textAt(body, 'jwks_uri')).href)
  if (keys.status !== 200) throw new CommandError(`The keys of ${printable(issuer)} answer ${keys.status}.`)
  return { issuer, jwks: keys.body }
}
