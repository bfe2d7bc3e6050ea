// The way to the screen on which something is mended, with the cursor in the field that decides it.
import { Link, type LinkProps } from '@tanstack/react-router'
import { useSaid } from '../../texts/index.ts'
import type { Place } from '@symbolon/protocol/explain/help'
import { EXPLAIN } from './texts.ts'

/** Fields that do not stand with the other settings, and the part of the screen where they do. */
const TABS: ReadonlyMap<string, string> = new Map([
  ['client.connections', 'connections'],
  ['resource_server.scopes', 'permissions'],
  ['user.permissions', 'rights'],
  ['organization.members', 'members'],
  ['organization.client_grants', 'grants'],
])

function targetOf({ entity, id, field }: Place): LinkProps {
  const search = { tab: TABS.get(`${entity}.${field}`), field }
  switch (entity) {
    case 'client':
      return { to: '/applications/$id', params: { id }, search }
    case 'client_grant':
      return { to: '/applications/$id', params: { id }, search: { tab: 'apis' } }
    case 'resource_server':
      return { to: '/apis/$id', params: { id }, search }
    case 'user':
      return { to: '/users/$id', params: { id }, search }
    case 'organization':
      return { to: '/organizations/$id', params: { id }, search }
    case 'tenant':
      return { to: '/settings', search }
    case 'rule':
      return { to: '/rules/$id', params: { id } }
    case 'action':
      return { to: '/actions/$id', params: { id } }
    case 'hook':
      return { to: '/hooks/$id', params: { id } }
  }
}

export function PlaceLink({ at }: { at: Place | undefined }) {
  const said = useSaid(EXPLAIN)
  if (!at) return null
  return (
    <Link {...targetOf(at)} className="place-link">
      {said[at.entity]}: <span className="mono">{at.field}</span> →
    </Link>
  )
}
