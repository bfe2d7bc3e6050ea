// What /authorize asks before anybody logs in, asked of a request that nobody has made.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { requireAllowed } from '../authorize/allowed.ts'
import { getApi, requestedAudience } from '../authorize/audience.ts'
import type { Tenancy } from '../tenancy.ts'
import { getTenantSettings } from '../tenant-settings.ts'
import { isFrontChannel, type Asked } from './asked.ts'

/** The API that the request is about; undefined for none. @throws OAuthError as /authorize would */
export async function apiAtAuthorize(tenancy: Tenancy, asked: Asked): Promise<ResourceServer | undefined> {
  const { client, audience } = asked
  const settings = await getTenantSettings(tenancy)
  // That a request brings along a proof is up to whoever makes it: here it does.
  const proof = { code_challenge: '', code_challenge_method: 'S256' } as const
  requireAllowed(client, settings, { ...proof, response_type: isFrontChannel(asked) ? 'token' : 'code' })
  const identifier = await requestedAudience(tenancy, settings, audience === undefined ? {} : { audience })
  return identifier === null ? undefined : getApi(tenancy, identifier)
}
