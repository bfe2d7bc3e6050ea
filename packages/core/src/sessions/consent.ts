// What a user has allowed an application, and when it must be asked. reference: Authentication API, section 24.
import { isDashboard } from '@symbolon/protocol/auth0/dashboard'
import { OBJECT_ID } from '@symbolon/protocol/entities/words'
import type { Client } from '@symbolon/protocol/entities/client'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { unlessOwnerGone } from '../errors.ts'
import { newId } from '../identifiers.ts'
import type { Tenancy } from '../tenancy.ts'
import { getTenantSettings } from '../tenant-settings.ts'

/** What a user would allow: an application, at one API or none, these scopes, received at this address. */
export type Asked = {
  readonly user_id: string
  readonly client: Client
  readonly api: ResourceServer | undefined
  readonly scopes: readonly string[]
  readonly redirect_uri: string
  /** Whether only the application itself can be at that address. */
  readonly isVerifiable: boolean
}

const audienceOf = ({ api }: Asked): string => api?.identifier ?? ''

/**
 * The scopes that the user has not allowed yet and must be asked for; undefined when nothing has to be asked. An application of
 * somebody else is always asked for, even when it wants no scope at all. security.md G6
 */
export async function missingConsent(tenancy: Tenancy, asked: Asked): Promise<readonly string[] | undefined> {
  if (!(await mustBeAsked(tenancy, asked))) return undefined
  const known = await tenancy.store.findConsent(asked.user_id, asked.client.client_id, audienceOf(asked))
  if (!known?.redirect_uris.includes(asked.redirect_uri)) return asked.scopes
  const missing = asked.scopes.filter((scope) => !known.scope.includes(scope))
  return missing.length === 0 ? undefined : missing
}

async function mustBeAsked(tenancy: Tenancy, { client, api, isVerifiable }: Asked): Promise<boolean> {
  // The tenant's own door to itself: there is nobody else to share anything with.
  if (isDashboard(client.client_id)) return false
  if (!client.is_first_party) return true
  if (!api) return false
  if (!api.skip_consent_for_verifiable_first_party_clients) return true
  return !isVerifiable && (await asksForUnverifiable(tenancy, client))
}

/**
 * Whether an address that any program of the machine could have (localhost, a scheme of its own) is reason enough to ask. The
 * client's setting, else the tenant's; where neither says anything, developers are left in peace.
 */
async function asksForUnverifiable(tenancy: Tenancy, client: Client): Promise<boolean> {
  const settings = await getTenantSettings(tenancy)
  const skips =
    client.skip_non_verifiable_callback_uri_confirmation_prompt ??
    settings.skip_non_verifiable_callback_uri_confirmation_prompt
  return skips === false
}

/** Keeps what the user has allowed just now. @throws OAuthError `access_denied` when the user is gone in this moment */
export async function rememberConsent(tenancy: Tenancy, asked: Asked): Promise<void> {
  const consent = {
    id: newId(tenancy.random, OBJECT_ID),
    user_id: asked.user_id,
    client_id: asked.client.client_id,
    audience: audienceOf(asked),
    scope: asked.scopes,
    redirect_uris: [asked.redirect_uri],
  }
  await unlessOwnerGone(tenancy.store.addConsent(consent))
}
