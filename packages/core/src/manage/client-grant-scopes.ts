// The scopes of client grants, held against those of their API. reference: Management API, sections 6 and 7.
import type { ClientGrant } from '@symbolon/protocol/entities/client-grant'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { Change } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import { invalidBody } from './refusals.ts'

const PAGE = 500

/** What holds a change back when the API it was decided by is no longer as it was. */
export const apiUnchanged = (api: ResourceServer): Change => ({
  unchanged: 'resource_servers',
  where: { id: api.id },
  documents: [api],
})

/** Returns when the API has every scope of the grant. @throws ApiError 400 naming those it has not */
export const requireScopesOfApi = (clientGrant: ClientGrant, api: ResourceServer): void => {
  const known = new Set((api.scopes ?? []).map(({ value }) => value))
  const unknown = clientGrant.scope.filter((value) => !known.has(value))
  if (unknown.length === 0) return
  const named = unknown.slice(0, 20).join(', ')
  throw invalidBody(`The following scopes are not of the API ${api.identifier}: ${named}`, 'scope')
}

/** What takes `scopes` out of every client grant for this audience, of which none may be new or changed when it is done. */
export const withdrawScopes = async (
  tenancy: Tenancy,
  audience: string,
  scopes: ReadonlySet<string>,
): Promise<readonly Change[]> => {
  if (scopes.size === 0) return []
  const documents: ClientGrant[] = []
  let after: string | undefined
  do {
    const page = await tenancy.store.page('client_grants', {
      where: { audience },
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    })
    documents.push(...page.items)
    after = page.next
  } while (after !== undefined)
  const replaced = documents.flatMap((before): Change[] => {
    const scope = before.scope.filter((value) => !scopes.has(value))
    return scope.length === before.scope.length
      ? []
      : [{ replace: 'client_grants', before, after: { ...before, scope } }]
  })
  // A grant that was made since would keep what the API has lost.
  return [{ unchanged: 'client_grants', where: { audience }, documents }, ...replaced]
}
