// Roles with what they may do, and organizations with what is theirs.
import type { Document } from '@symbolon/protocol/entities/entity'
import { CONNECTION } from '@symbolon/protocol/entities/connection'
import { ORGANIZATION } from '@symbolon/protocol/entities/organization'
import { ROLE } from '@symbolon/protocol/entities/role'
import type { PlanStep } from '../../code/plan.ts'
import { isDocument } from '../../management-client.ts'
import { allBelow } from '../all-below.ts'
import { documentsIn } from '../assets.ts'
import { differences } from '../differences.ts'
import { together, type Here, type Left, type Plan } from '../here.ts'
import { planEntities } from '../plan-entities.ts'
import { planOrganizationDomains } from './organization-domains.ts'
import { planOrganizationGrants } from './organization-grants.ts'

type Permission = { readonly resource_server_identifier: string; readonly permission_name: string }

const permissionsIn = (value: unknown): readonly Permission[] =>
  documentsIn(value).map(({ resource_server_identifier, permission_name }) => ({
    resource_server_identifier: String(resource_server_identifier),
    permission_name: String(permission_name),
  }))

const keyOf = ({ resource_server_identifier, permission_name }: Permission): string =>
  `${permission_name} ${resource_server_identifier}`

async function planPermissions(here: Here, role: Document, before: Document | undefined): Promise<Plan> {
  if (!Array.isArray(role['permissions'])) return together([])
  const name = String(role['name'])
  const pathOf = (): string => `roles/${encodeURIComponent(here.idOf(ROLE.collection, name))}/permissions`
  const wanted = permissionsIn(role['permissions'])
  const held = before ? permissionsIn(await allBelow(here.management, pathOf(), 'permissions')) : []
  const [has, wants] = [new Set(held.map(keyOf)), new Set(wanted.map(keyOf))]
  const added = wanted.filter((one) => !has.has(keyOf(one)))
  const gone = held.filter((one) => !wants.has(keyOf(one)))
  const step = (method: 'POST' | 'DELETE', permissions: readonly Permission[], says: string): readonly PlanStep[] =>
    permissions.length === 0
      ? []
      : [{ verb: 'set', noun: 'role', name, says, act: () => here.management.call(method, pathOf(), { permissions }) }]
  const say = (what: string, all: readonly Permission[]): string =>
    `${what} ${all.map(({ permission_name }) => permission_name).join(', ')}`
  return {
    steps: [...step('POST', added, say('may also', added)), ...step('DELETE', gone, say('may no longer', gone))],
    left: [],
  }
}

export const planRoles = (here: Here, value: unknown): Promise<Plan> =>
  planEntities(
    {
      entity: ROLE,
      noun: 'role',
      known: 'name',
      further: (said, before) => planPermissions(here, said, before),
    },
    here,
    documentsIn(value),
  )

const NOUN = 'organization'

async function planUses(here: Here, organization: Document, before: Document | undefined): Promise<Plan> {
  const name = String(organization['name'])
  const pathOf = (): string =>
    `organizations/${encodeURIComponent(here.idOf(ORGANIZATION.collection, name))}/connections`
  const used = before ? await allBelow(here.management, pathOf(), 'connections') : []
  const steps: PlanStep[] = []
  const left: Left[] = []
  for (const { name: named, ...fields } of documentsIn(organization['connections'])) {
    const connection = String(named)
    if (!here.knows(CONNECTION.collection, connection)) {
      left.push({ noun: NOUN, name, says: `there is no connection ${connection}` })
      continue
    }
    const isThis = (one: Document): boolean => isDocument(one['connection']) && one['connection']['name'] === connection
    const known = used.find(isThis)
    const idOf = (): string => here.idOf(CONNECTION.collection, connection)
    const step = { noun: NOUN, name }
    if (!known) {
      const act = () => here.management.call('POST', pathOf(), { connection_id: idOf(), ...fields })
      steps.push({ ...step, verb: 'set', says: `connection ${connection}`, act })
      continue
    }
    const changes = differences(known, fields)
    const act = () => here.management.call('PATCH', `${pathOf()}/${encodeURIComponent(idOf())}`, changes)
    if (Object.keys(changes).length > 0)
      steps.push({ ...step, verb: 'set', says: `connection ${connection}: ${Object.keys(changes).join(', ')}`, act })
  }
  return { steps, left }
}

/** @param grants the client grants of the files */
export async function planOrganizations(here: Here, value: unknown, grants: unknown): Promise<Plan> {
  for (const one of await here.all(CONNECTION)) here.learn(CONNECTION.collection, String(one['name']), one['id'])
  const kind = {
    entity: ORGANIZATION,
    noun: NOUN,
    known: 'name',
    ignored: ['connections', 'client_grants', 'discovery_domains', 'clients'],
    further: async (said: Document, before: Document | undefined) =>
      together([
        await planUses(here, said, before),
        await planOrganizationGrants(here, said, before, documentsIn(grants)),
        await planOrganizationDomains(here, said, before),
      ]),
  }
  const documents = documentsIn(value)
  const left = documents
    .filter((one) => documentsIn(one['clients']).length > 0)
    .map((one): Left => ({
      noun: NOUN,
      name: String(one['name']),
      says: 'clients of an organization do not exist here',
    }))
  return together([await planEntities(kind, here, documents), { steps: [], left }])
}
