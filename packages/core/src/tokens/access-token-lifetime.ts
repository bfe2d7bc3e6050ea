// How long a JWT access token lives. reference: Authentication API, section 24.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { Authorization } from '../authorization.ts'
import { isStrict, STRICT_LIFETIME } from '../strict-client.ts'

type About = Pick<Authorization, 'client' | 'wanted' | 'longLived'>

const byApi = (api: ResourceServer, wanted: About['wanted']): number =>
  wanted?.channel === 'front' ? api.token_lifetime_for_web : api.token_lifetime

/** Seconds: as the API says, and for a strict application of somebody else no longer than the application says. */
export function accessTokenLifetime({ client, wanted, longLived }: About, api: ResourceServer): number {
  if (longLived) return longLived.lifetime
  const lifetime = byApi(api, wanted)
  return isStrict(client)
    ? Math.min(lifetime, client.jwt_configuration.lifetime_in_seconds ?? STRICT_LIFETIME)
    : lifetime
}

/** Of a machine token, of the client, or of the API. */
export type LifetimeSetting =
  | 'lifetime'
  | 'jwt_configuration.lifetime_in_seconds'
  | 'token_lifetime_for_web'
  | 'token_lifetime'

/** Which setting that is. */
export function lifetimeSetting(about: About, api: ResourceServer): LifetimeSetting {
  const { client, wanted, longLived } = about
  if (longLived) return 'lifetime'
  const isShortened = isStrict(client) && accessTokenLifetime(about, api) < byApi(api, wanted)
  if (isShortened) return 'jwt_configuration.lifetime_in_seconds'
  return wanted?.channel === 'front' ? 'token_lifetime_for_web' : 'token_lifetime'
}
