// The organization that a request names, by its id or, where the tenant wants that, by its name. Who asks is told as much as Auth0
// tells: that there is none of this name, never which there are.
import { ORGANIZATION_ID, type Organization } from '@symbolon/protocol/entities/organization'
import type { Within } from '../authorization.ts'
import { OAuthError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import { getTenantSettings } from '../tenant-settings.ts'

const invalid = (description: string): OAuthError => new OAuthError('invalid_request', description)

const unknown = (): OAuthError => invalid('The organization was not found')

/** Longest name or id that is looked up, characters. */
const MAX_LENGTH = 50

/** Whether the tenant's requests and tokens may name organizations by their names. reference: Management API, section 16. */
export const takesNames = async (tenancy: Pick<Tenancy, 'store'>): Promise<boolean> =>
  (await getTenantSettings(tenancy)).allow_organization_name_in_authentication_api === true

export const findByName = async ({ store }: Pick<Tenancy, 'store'>, name: string): Promise<Organization | undefined> =>
  name.length > MAX_LENGTH ? undefined : store.find('organizations', { name: name.toLowerCase() })

/**
 * @param isByName - whether names are taken whatever the tenant's requests may say: where people type them
 * @throws OAuthError `invalid_request` for one that is not there, or a name where only ids are taken
 */
export async function getNamed(
  tenancy: Pick<Tenancy, 'store'>,
  named: string,
  isByName = false,
): Promise<Organization> {
  const isId = ORGANIZATION_ID.test(named)
  if (!isId && !isByName && !(await takesNames(tenancy))) {
    throw invalid('authorization request parameter organization must be an organization id')
  }
  const found = isId ? await tenancy.store.find('organizations', { id: named }) : await findByName(tenancy, named)
  if (!found) throw unknown()
  return found
}

/** What a line of the tenant log says about it. */
export const organizationFacts = (
  within: { readonly organization: Organization } | undefined,
): { readonly organization_id?: string; readonly organization_name?: string } =>
  within ? { organization_id: within.organization.id, organization_name: within.organization.name } : {}

/** The organization, and what tokens of it say. */
export async function within(tenancy: Pick<Tenancy, 'store'>, organization: Organization): Promise<Within> {
  const { id: org_id, name: org_name } = organization
  return { organization, claims: (await takesNames(tenancy)) ? { org_id, org_name } : { org_id } }
}

/** What was within an organization and goes on. @throws OAuthError `access_denied` where the organization is gone */
export async function stillWithin(tenancy: Pick<Tenancy, 'store'>, id: string): Promise<Within> {
  const organization = await tenancy.store.find('organizations', { id })
  if (organization) return within(tenancy, organization)
  throw new OAuthError('access_denied', 'Unauthorized', { detail: 'The organization is gone' })
}
