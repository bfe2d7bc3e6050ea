// What must happen around a client grant: both sides must be there, and its scopes must be the API's. reference: Management API,
// section 7.
import { systemAudience } from '@symbolon/protocol/auth0/system-api'
import { CLIENT } from '@symbolon/protocol/entities/client'
import { CLIENT_GRANT, type ClientGrant } from '@symbolon/protocol/entities/client-grant'
import { changedDocument } from '@symbolon/protocol/entities/documents'
import type { Document } from '@symbolon/protocol/entities/entity'
import { RESOURCE_SERVER, type ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { newClientGrantDocument, newClientGrantId } from '../clients/new-client-grant.ts'
import type { Change } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import { apiEnded, clientEnded, grantEnded, type Ended } from '../tokens/ended.ts'
import { revoke } from '../tokens/revoke.ts'
import { apiUnchanged, requireScopesOfApi } from './client-grant-scopes.ts'
import type { Noun } from './noun.ts'
import { conflict, invalidBody, missing } from './refusals.ts'
import { withdrawMachineTokens } from './withdraw-machine-tokens.ts'

const getApi = async (tenancy: Tenancy, identifier: string): Promise<ResourceServer> => {
  const api = await tenancy.store.find('resource_servers', { identifier })
  if (!api) throw missing(RESOURCE_SERVER)
  return api
}

const requireClient = async (tenancy: Tenancy, client_id: string): Promise<void> => {
  if (!(await tenancy.store.find('clients', { client_id }))) throw missing(CLIENT)
}

/** A grant is for one client, or for all third-party clients that have none of their own. */
const requireHolder = async (tenancy: Tenancy, { client_id, default_for }: ClientGrant): Promise<void> => {
  if ((client_id === undefined) === (default_for === undefined)) {
    throw invalidBody(
      client_id === undefined ? 'Missing required property: client_id' : 'client_id and default_for exclude each other',
    )
  }
  if (client_id !== undefined) await requireClient(tenancy, client_id)
}

const requireOneKindOfScope = (sent: Document, { allow_all_scopes }: ClientGrant): void => {
  if (allow_all_scopes && Array.isArray(sent['scope']) && sent['scope'].length > 0) {
    throw invalidBody('scope and allow_all_scopes exclude each other', 'scope')
  }
}

/** The access tokens that a grant has let come into being: perhaps others of the same client, or of the API, with them. */
const whatIsGranted = ({ client_id, audience, subject_type }: ClientGrant): Ended => {
  if (client_id === undefined) return apiEnded(audience)
  if (subject_type === 'client') return grantEnded(client_id, { sub: `${client_id}@clients` }, audience)
  return clientEnded(client_id, audience)
}

const machineTokensOf = async (
  tenancy: Tenancy,
  { client_id, audience, subject_type }: ClientGrant,
): Promise<readonly Change[]> =>
  client_id !== undefined && subject_type === 'client' ? withdrawMachineTokens(tenancy, { client_id, audience }) : []

/** Whether some organizations are closed to it that were open, or some must be named where none had to be. */
const closesOrganizations = (before: ClientGrant, after: ClientGrant): boolean => {
  if (before.allow_any_organization && !after.allow_any_organization) return true
  const { organization_usage: was = 'deny' } = before
  const { organization_usage: is = 'deny' } = after
  return was !== is && (is === 'require' || was !== 'deny')
}

const isNarrower = (before: ClientGrant, after: ClientGrant): boolean => {
  if (closesOrganizations(before, after)) return true
  if (after.allow_all_scopes) return false
  return before.allow_all_scopes === true || before.scope.some((scope) => !after.scope.includes(scope))
}

export const clientGrants: Noun<ClientGrant> = {
  create: async (tenancy, sent) => {
    const checked = changedDocument<Partial<ClientGrant> & Pick<ClientGrant, 'audience'>>(
      CLIENT_GRANT,
      { audience: '' },
      sent,
    )
    const document = newClientGrantDocument(newClientGrantId(tenancy.random), checked)
    requireOneKindOfScope(sent, document)
    await requireHolder(tenancy, document)
    const api = await getApi(tenancy, document.audience)
    requireScopesOfApi(document, api)
    const { client_id, default_for, audience, subject_type } = document
    const holder = client_id === undefined ? { default_for } : { client_id }
    const same = { ...holder, audience, subject_type }
    if (await tenancy.store.find('client_grants', definedOnly(same))) throw conflict(CLIENT_GRANT)
    return { document, changes: [apiUnchanged(api), { insert: 'client_grants', document }] }
  },

  update: async (tenancy, before, sent) => {
    const after = changedDocument(CLIENT_GRANT, before, sent)
    requireOneKindOfScope(sent, after)
    // The system API holds each token against the grant as it is; others learn of it by a revocation.
    const isSystem = after.audience === systemAudience(tenancy.tenant.home)
    const isEnd = !isSystem && isNarrower(before, after)
    const changes: readonly Change[] = [
      { replace: 'client_grants', before, after },
      ...(isEnd ? await machineTokensOf(tenancy, after) : []),
    ]
    const afterwards = async () => {
      if (isEnd) await revoke(tenancy, whatIsGranted(after))
    }
    if (!Object.hasOwn(sent, 'scope')) return { document: after, changes, afterwards }
    const api = await getApi(tenancy, after.audience)
    requireScopesOfApi(after, api)
    return { document: after, changes: [apiUnchanged(api), ...changes], afterwards }
  },

  remove: async (tenancy, document) => [
    { remove: 'client_grants', document },
    ...(await machineTokensOf(tenancy, document)),
  ],

  removing: (tenancy, document) => revoke(tenancy, whatIsGranted(document)),
  // What was issued until it was gone.
  removed: (tenancy, document) => revoke(tenancy, whatIsGranted(document)),

  // A list would say less than is granted.
  show: async (_tenancy, { allow_all_scopes }) => (allow_all_scopes ? { scope: undefined } : {}),
}

const definedOnly = (where: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(where).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
