// What can end, as the revocation that says so: by which key tokens know themselves in it, and until when one could still live.
import {
  apiText,
  clientText,
  grantText,
  organizationText,
  type Grantor,
  type RevocationKind,
  sessionText,
  TENANT_TEXT,
  tokenIdText,
  userText,
} from '@symbolon/protocol/revocation/event'
import { revocationKey } from './revocations.ts'

/** Something that has ended. Tokens issued up to now that are of it are dead; what is issued later lives. */
export type Ended = {
  readonly kind: RevocationKind
  readonly key: string
  /** What it is, in clear: for lists and streams of this server, never for the feed. */
  readonly about: Readonly<Record<string, string>>
  /** When the one token that it is about expires, seconds; absent where it is about many, or nobody knows. */
  readonly exp?: number
}

/** Those members that have a value. */
const known = (about: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(about).filter((entry): entry is [string, string] => entry[1] !== undefined))

const ended = (
  kind: RevocationKind,
  text: string,
  about: Readonly<Record<string, string | undefined>> = {},
): Ended => ({ kind, key: revocationKey(text), about: known(about) })

/** One access token, by the revocation key of its text; `whose` says who held it and where it counted. */
export const tokenEnded = (
  key: string,
  exp: number,
  whose: { readonly client_id: string; readonly sub: string; readonly aud: string | undefined },
): Ended => ({ kind: 'token', key, about: known(whose), exp })

/** One access token, by its id and audience, or the client it was issued to. */
export const tokenIdEnded = (jti: string, aud: string): Ended => ended('token', tokenIdText(jti, aud), { jti, aud })

/** A session, or with `aud` its tokens for that API. */
export const sessionEnded = (sid: string, sub: string, aud?: string): Ended =>
  ended('session', sessionText(sid, aud), { sid, sub, aud })

/** Where somebody has logged out and tokens live on: no API has this name, so that no token dies by it. */
const NOWHERE = ''

/** That a session is over, for those who listen to this server; `exp`: until when they may ask, seconds. */
export const logoutTold = (sid: string, sub: string, exp: number): Ended => ({
  ...sessionEnded(sid, sub, NOWHERE),
  exp,
})

/** Whether a session itself has ended, by the `aud` that its revocation is about, and not only its tokens for one API. */
export const isWholeSession = (aud: string | undefined): boolean => aud === undefined || aud === NOWHERE

/** What somebody had granted a client, everywhere or at one API. */
export const grantEnded = (client_id: string, by: Grantor, aud?: string): Ended =>
  ended('grant', grantText(client_id, by, aud), { client_id, ...by, aud })

/** All tokens about a user. */
export const userEnded = (sub: string, why?: 'credential'): Ended => ended('user', userText(sub), { sub, why })

/** All tokens of a client, or those for one API. */
export const clientEnded = (client_id: string, aud?: string): Ended =>
  ended('client', clientText(client_id, aud), { client_id, aud })

/** All tokens within an organization, or those of one subject. */
export const organizationEnded = (org_id: string, sub?: string): Ended =>
  ended('organization', organizationText(org_id, sub), { org_id, sub })

/** All tokens for an API. */
export const apiEnded = (aud: string): Ended => ended('api', apiText(aud), { aud })

/** Everything. */
export const tenantEnded = (): Ended => ended('tenant', TENANT_TEXT)
