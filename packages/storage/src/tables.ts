// Which table a collection lives in and by which columns it can be looked up, as data. Those of the management entities
// follow from the list in protocol; a new one needs only its migration here.
import { ENTITIES } from '@symbolon/protocol/entities/index'
import type { CollectionName } from '@symbolon/core/ports'

/** One collection: a table whose primary key is (tenant_id, id). */
export type CollectionTable = {
  readonly name: CollectionName
  /** Wire name of the field, and of the column, that identifies a document within its tenant. */
  readonly id: string
  /** Set where the document has no such field because there is only one. */
  readonly constantId?: string
  /** Look-up columns by wire name, without the id. */
  readonly columns: readonly string[]
}

export type DocumentRow = {
  readonly tenant_id: string
  /** The whole value, JSON. */
  readonly document: string
  /** Milliseconds since the epoch. */
  readonly created_at: number
}

export type ClientSecretRow = DocumentRow & {
  readonly id: string
  /** Seconds since the epoch. */
  readonly expires_at: number | null
}

export type TenantRow = {
  readonly tenant_id: string
  readonly host: string
  readonly issuer: string
  readonly name: string
  readonly first_client_id: string
  /** 0 or 1. */
  readonly announced: number
  /** Grows by one with every change of the tenant or of its documents. */
  readonly version: number
  readonly created_at: number
}

/** A host at which a tenant answers. */
export type TenantHostRow = { readonly host: string; readonly tenant_id: string }

export type SpentAssertionRow = {
  readonly tenant_id: string
  readonly client_id: string
  /** SHA-256 of the `jti`, base64url: the original may be long or hostile. */
  readonly jti: string
  /** Seconds since the epoch. */
  readonly expires_at: number
}

/** Many lines of the tenant log. */
export type LogSegmentRow = {
  readonly tenant_id: string
  readonly last_id: string
  readonly first_id: string
  /** When the newest of its lines happened, milliseconds since the epoch. */
  readonly newest: number
  readonly lines: number
  /** The lines in order of their ids, a JSON array. */
  readonly events: string
}

/** Where a line about a user stands. */
export type LogLineOfUserRow = {
  readonly tenant_id: string
  readonly user_id: string
  readonly log_id: string
  readonly type: string
  readonly client_id: string | null
  /** Of its segment. */
  readonly last_id: string
}

/** Lines of one kind in one hour, counted from the epoch. */
export type LogCountRow = {
  readonly tenant_id: string
  readonly hour: number
  readonly type: string
  readonly lines: number
}

/** One line of the tenant log, as the versions before kept it. */
export type LogEventRow = {
  readonly tenant_id: string
  readonly log_id: string
  readonly type: string
  readonly client_id: string | null
  readonly user_id: string | null
  readonly document: string
}

/** How many revocations a tenant has counted. */
export type RevocationHeadRow = { readonly tenant_id: string; readonly seq: number }

/** One revocation, as core has written it. */
export type RevocationRow = {
  readonly tenant_id: string
  readonly seq: number
  readonly event: string
  /** Seconds since the epoch. */
  readonly expires_at: number
}

/** When a long-lived token was last seen, seconds since the epoch. */
export type MachineTokenUseRow = { readonly tenant_id: string; readonly id: string; readonly used_at: number }

/** Up to where a receiver of security events has them all. */
export type SignalStreamPlaceRow = { readonly tenant_id: string; readonly id: string; readonly place: number }

/** How far a receiver of the tenant log has come, and who is sending. Times in milliseconds. */
export type LogStreamPlaceRow = {
  readonly tenant_id: string
  readonly id: string
  readonly place: string
  readonly failures: number
  readonly retry_at: number
  readonly leased_until: number
}

/** Who pushes the events of a stream, until when, and how it went. Times are milliseconds since the epoch. */
export type SignalPushRow = {
  readonly tenant_id: string
  readonly id: string
  readonly holder: string
  readonly held_until: number
  readonly not_before: number
  /** In a row. */
  readonly failures: number
  /** JSON */
  readonly last_failure: string | null
}

export type Tables = { readonly [C in Exclude<CollectionName, 'client_secrets'>]: DocumentRow } & {
  readonly client_secrets: ClientSecretRow
  readonly tenants: TenantRow
  readonly tenant_hosts: TenantHostRow
  readonly spent_assertions: SpentAssertionRow
  readonly revocation_heads: RevocationHeadRow
  readonly revocations: RevocationRow
  readonly machine_token_uses: MachineTokenUseRow
  readonly signal_stream_places: SignalStreamPlaceRow
  readonly log_stream_places: LogStreamPlaceRow
  readonly signal_pushes: SignalPushRow
  readonly log_segments: LogSegmentRow
  readonly log_lines_of_users: LogLineOfUserRow
  readonly log_counts: LogCountRow
  readonly log_events: LogEventRow
  readonly migrations: { readonly name: string; readonly applied_at: number }
}

const INTERNAL: readonly CollectionTable[] = [
  { name: 'client_secrets', id: 'id', columns: ['client_id', 'expires_at'] },
  { name: 'api_secrets', id: 'id', columns: [] },
  { name: 'signing_keys', id: 'kid', columns: ['alg', 'state'] },
  { name: 'rules_configs', id: 'key', columns: [] },
  { name: 'actions', id: 'id', columns: ['name'] },
  { name: 'action_versions', id: 'id', columns: ['action_id', 'number'] },
  { name: 'action_bindings', id: 'id', columns: [] },
  { name: 'action_modules', id: 'id', columns: ['name'] },
  { name: 'hooks', id: 'id', columns: ['name', 'triggerId', 'enabled'] },
  { name: 'guardian_factors', id: 'name', columns: [] },
  { name: 'custom_texts', id: 'id', columns: ['language'] },
  { name: 'page_templates', id: 'id', columns: [] },
  { name: 'enabled_clients', id: 'id', columns: ['connection_id', 'client_id'] },
  { name: 'organization_connections', id: 'id', columns: ['organization_id', 'connection_id', 'is_enabled'] },
  { name: 'organization_client_grants', id: 'id', columns: ['organization_id', 'grant_id'] },
]

const columnsOf = (id: string, columns: readonly string[]): readonly string[] => columns.filter((name) => name !== id)

/** Every collection, parents before children. */
export const COLLECTIONS: readonly CollectionTable[] = [
  ...ENTITIES.map((entity): CollectionTable =>
    'id' in entity
      ? { name: entity.collection, id: entity.id, columns: columnsOf(entity.id, entity.columns) }
      : { name: entity.collection, id: 'id', constantId: 'settings', columns: columnsOf('id', entity.columns) },
  ),
  ...INTERNAL,
]

const BY_NAME = new Map(COLLECTIONS.map((table) => [table.name, table]))

/** The table of a collection; throws on a name that is none. */
export const getCollectionTable = (name: CollectionName): CollectionTable => {
  const table = BY_NAME.get(name)
  if (table === undefined) throw new TypeError(`${String(name)} is not a collection.`)
  return table
}
