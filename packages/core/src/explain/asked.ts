// A request that has not been made: who would ask, in whose name, how, and for what.
import type { Client } from '@symbolon/protocol/entities/client'
import type { User } from '@symbolon/protocol/entities/user'
import type { Authorization } from '../authorization.ts'
import type { StepRecord } from '../rules/step-record.ts'
import type { Words } from './words.ts'

/** The ways to get an access token that can be explained. */
export const EXPLAINED_GRANTS = [
  'client_credentials',
  'authorization_code',
  'implicit',
  'password',
  'http://auth0.com/oauth/grant-type/password-realm',
  'refresh_token',
] as const

export type ExplainedGrant = (typeof EXPLAINED_GRANTS)[number]

export type Asked = {
  /** In which language it is answered. */
  readonly words: Words
  /** Of which of the tenant’s code the answer may show what it is and did. */
  readonly showsCode: Readonly<Record<StepRecord['kind'], boolean>>
  readonly client: Client
  /** In whose name; absent for a client that speaks for itself. */
  readonly user: User | undefined
  readonly grant_type: ExplainedGrant
  readonly audience: string | undefined
  readonly scope: string | undefined
  /** The organization that the request names. */
  readonly organization?: string | undefined
  /** A token with a name, made by an administrator: no code runs for it. */
  readonly longLived?: Authorization['longLived']
}

/** The organization that the answer would tell of: the one that is named, or of a client alone the client's own. */
export const organizationOf = ({ organization, grant_type, client }: Asked): string | undefined =>
  organization ?? (grant_type === 'client_credentials' ? client.default_organization?.organization_id : undefined)

/** Whether a person is sent to this server, who can be asked there. */
export const isBrowserGrant = ({ grant_type }: Pick<Asked, 'grant_type'>): boolean =>
  grant_type === 'authorization_code' || grant_type === 'implicit'

/** Whether the tokens come through the browser. */
export const isFrontChannel = ({ grant_type }: Pick<Asked, 'grant_type'>): boolean => grant_type === 'implicit'
