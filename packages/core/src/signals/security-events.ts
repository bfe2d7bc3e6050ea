// Revocations as security events: which of them products of others hear of, and in which words. RFC 8417; CAEP 1.0.
import type { SignalStream } from '@symbolon/protocol/entities/signal-stream'
import {
  CREDENTIAL_CHANGE,
  SECURITY_EVENT_TYPE,
  SESSION_REVOKED,
  type EventSubject,
  type SecurityEvent,
} from '@symbolon/protocol/signals/security-event'
import { signedJwt } from '../jose/signed-jwt.ts'
import type { KeptRevocation } from '../revocation-store.ts'
import type { Tenancy } from '../tenancy.ts'
import { isWholeSession } from '../tokens/ended.ts'
import { currentSigningKey } from '../tokens/signing-keys.ts'

/** A security event, and its place in the order: one revocation can be two events, so that places count in halves. */
export type Signal = { readonly place: number; readonly event: SecurityEvent }

/** The last place that events of the revocation with this number can have. */
export const lastPlaceOf = (seq: number): number => 2 * seq + 1

/** The number of the revocation whose event has this place. */
export const seqOf = (place: number): number => Math.floor(place / 2)

/** The place that an event's `jti` names in `stream`; undefined where it is none of it. */
export const placeOf = ({ id }: Pick<SignalStream, 'id'>, jti: string): number | undefined => {
  const place = jti.startsWith(`${id}.`) ? jti.slice(id.length + 1) : ''
  return /^\d{1,15}$/.test(place) ? Number(place) : undefined
}

function subjectOf(iss: string, { kind, about = {} }: KeptRevocation): EventSubject | undefined {
  const { sid, sub, aud } = about
  if (kind === 'tenant') return { format: 'complex', tenant: { format: 'opaque', id: iss } }
  if (sub === undefined) return undefined
  const user = { format: 'iss_sub', iss, sub } as const
  if (kind === 'user') return user
  if (kind !== 'session' || sid === undefined || !isWholeSession(aud)) return undefined
  return { format: 'complex', session: { format: 'opaque', id: sid }, user }
}

type Said = {
  readonly uri: SignalStream['events_requested'][number]
  readonly place: number
  readonly about: Readonly<Record<string, string | number>>
}

/** What the receiver of `stream` hears of a revocation: nothing, or up to two events. */
export function signalsOf(
  { tenant: { issuer } }: Pick<Tenancy, 'tenant'>,
  { id, audience, events_requested }: SignalStream,
  seq: number,
  revocation: KeptRevocation,
): readonly Signal[] {
  const sub_id = subjectOf(issuer, revocation)
  if (sub_id === undefined) return []
  const at = { event_timestamp: revocation.before }
  const changed: Said = {
    uri: CREDENTIAL_CHANGE,
    place: lastPlaceOf(seq) - 1,
    about: { credential_type: 'password', change_type: 'update', ...at },
  }
  const revoked: Said = { uri: SESSION_REVOKED, place: lastPlaceOf(seq), about: at }
  const said = revocation.about?.['why'] === 'credential' ? [changed, revoked] : [revoked]
  return said
    .filter(({ uri }) => events_requested.includes(uri))
    .map(({ uri, place, about }) => ({
      place,
      // Everything follows from what is kept, so that an event that is told again is the same one.
      event: {
        iss: issuer,
        aud: audience,
        iat: revocation.before,
        jti: `${id}.${place}`,
        sub_id,
        events: { [uri]: about },
      },
    }))
}

/** The event as a Security Event Token. */
export const securityEventToken = async (tenancy: Tenancy, event: SecurityEvent): Promise<string> =>
  signedJwt(await currentSigningKey(tenancy, 'RS256'), SECURITY_EVENT_TYPE, event)
