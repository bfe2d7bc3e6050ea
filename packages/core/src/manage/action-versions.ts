// Versions of actions: what was deployed, and stays as it was. reference: Management API, section 13.
import { bool, oneOf, record } from '@symbolon/protocol/entities/schema'
import { anyText, count, several, time } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { randomUUID } from 'node:crypto'
import type { Action, ActionVersion } from '../collections.ts'
import { ApiError } from '../errors.ts'
import type { Soon } from '../soon.ts'
import type { Tenancy } from '../tenancy.ts'
import { shownSecrets, timeOf, DEPENDENCIES_ANSWER, SECRETS_ANSWER } from './code-fields.ts'

export const TRIGGERS_ANSWER = several(record({ id: anyText(), version: anyText() }))

/** A version as it is answered. */
export const VERSION_ANSWER = record({
  id: anyText(),
  action_id: anyText(),
  number: count(),
  code: anyText(),
  runtime: anyText(),
  dependencies: DEPENDENCIES_ANSWER,
  secrets: SECRETS_ANSWER,
  supported_triggers: TRIGGERS_ANSWER,
  deployed: bool(),
  status: oneOf('built'),
  built_at: time(),
  created_at: time(),
  updated_at: time(),
})

export const versionsOf = ({ store }: Tenancy, action_id: string): Soon<readonly ActionVersion[]> =>
  store.all('action_versions', { action_id })

/** A version of this action. @throws ApiError 404 */
export const getVersion = async ({ store }: Tenancy, action_id: string, id: string): Promise<ActionVersion> => {
  const version = await store.find('action_versions', { id })
  if (version?.action_id !== action_id)
    throw new ApiError(404, 'The action version does not exist.', 'inexistent_action_version')
  return version
}

/** A new version, of the draft as it is. */
export const deployment = async (tenancy: Tenancy, draft: Action): Promise<ActionVersion> => {
  const { code, runtime, dependencies, secrets, supported_triggers } = draft
  const versions = await versionsOf(tenancy, draft.id)
  const number = Math.max(0, ...versions.map((version) => version.number)) + 1
  const created_at = timeOf(tenancy)
  return {
    id: randomUUID(),
    action_id: draft.id,
    number,
    code,
    runtime,
    dependencies,
    secrets,
    supported_triggers,
    created_at,
  }
}

/** A version as it is answered. */
export const shownVersion = ({ secrets, created_at, ...version }: ActionVersion, deployed: boolean): Document => ({
  ...version,
  secrets: shownSecrets(secrets),
  deployed,
  status: 'built',
  built_at: created_at,
  created_at,
  updated_at: created_at,
})
