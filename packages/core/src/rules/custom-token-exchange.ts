// The action that says who is meant by somebody else's token. It has proven that the token is good, or nobody has.
// reference: extensibility, sections 14 and 16.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { Client } from '@symbolon/protocol/entities/client'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { checkUpdate } from '@symbolon/protocol/entities/validate'
import type { OAuthErrorCode } from '@symbolon/protocol/auth0/errors'
import { OAuthError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'
import { chainOf } from './bound-actions.ts'
import { eventClient, eventRequest } from './event.ts'
import { metadataOf } from './login-commands.ts'
import { mergeMetadata } from './questions.ts'
import { commandsOf, refuseUnknown, runActions, textOf, type ActionsDone, type Command } from './run-actions.ts'
import { withoutSecrets } from './token-request.ts'

const TRIGGER = 'custom-token-exchange'

const FAILED = 'The action of this token exchange profile has failed'

/** What an action may ask for at this trigger. */
export const TOKEN_EXCHANGE_COMMANDS: ReadonlySet<string> = new Set([
  'access.deny',
  'access.rejectInvalidSubjectToken',
  'authentication.setUserById',
  'authentication.setUserByConnection',
  'authentication.setOrganization',
  'user.setAppMetadata',
  'user.setUserMetadata',
])

/** The subject token is not what it says to be: counted against whoever sent it. */
export class SubjectTokenRejected extends OAuthError {
  constructor(reason: string) {
    super('invalid_request', reason, { detail: `The action rejected the subject token: ${reason}` })
  }
}

/** Whom the action means. */
export type NamedUser =
  | { readonly user_id: string }
  | {
      readonly connection: string
      readonly attributes: Readonly<Record<string, unknown>>
      readonly mayCreate: boolean
      readonly mayReplace: boolean
    }

export type Exchange = {
  readonly action_id: string
  readonly client: Client
  readonly api: ResourceServer | undefined
  readonly visitor: Visitor
  /** Of the request. */
  readonly parameters: Readonly<Record<string, string>>
  readonly requested: readonly string[]
}

export type ExchangeAnswer = {
  readonly named: NamedUser
  /** The organization that it wants the tokens to be of; absent: the one that the request names, or none. */
  readonly organization: string | undefined
  /** What else it asked for, once it is known who the user is. */
  readonly keepMetadata: (user_id: string) => Promise<void>
}

/** @throws OAuthError with the action's own code, SubjectTokenRejected; `server_error` when it names nobody or cannot be run */
export async function runTokenExchange(tenancy: Tenancy, exchange: Exchange): Promise<ExchangeAnswer> {
  const { action_id, client, api, visitor, parameters, requested } = exchange
  const chain = await chainOf(tenancy, [action_id])
  if (!chain) throw new OAuthError('server_error', 'The action of this token exchange profile has not been deployed')
  const { subject_token, subject_token_type, requested_token_type, actor_token, actor_token_type } = parameters
  const answer = await orWithoutWords(
    runActions(tenancy, chain, {
      trigger: TRIGGER,
      handler: 'onExecuteCustomTokenExchange',
      event: {
        tenant: { id: tenancy.tenant.name },
        client: eventClient(client),
        ...(api ? { resource_server: { identifier: api.identifier } } : {}),
        request: eventRequest(tenancy, visitor, { method: 'POST', query: {}, body: withoutSecrets(parameters) }),
        transaction: {
          protocol: 'oauth2-token-exchange',
          subject_token,
          subject_token_type,
          requested_token_type,
          actor_token,
          actor_token_type,
          requested_scopes: requested,
        },
      },
      facts: {},
      visitor,
      unseen: [subject_token, actor_token].filter((token) => token !== undefined),
    }),
  )
  const commands = commandsOf(answer)
  refuseUnknown(commands, TOKEN_EXCHANGE_COMMANDS)
  refuseIfDenied(commands)
  const named = namedBy(commands)
  const metadata = metadataOf(commands)
  const checked = await checkUpdate(USER, metadata)
  if ('problem' in checked) {
    const detail = `The action gives what cannot be kept: ${checked.problem}`
    throw new OAuthError('server_error', FAILED, { detail })
  }
  return {
    named,
    organization: organizationBy(commands),
    keepMetadata: async (user_id) => {
      for (const [field, changes] of Object.entries(metadata)) await mergeMetadata(tenancy, user_id, field, changes)
    },
  }
}

/** What a failure of the code says is for the tenant's log: it was not meant for clients. */
async function orWithoutWords(answer: Promise<ActionsDone>): Promise<ActionsDone> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    const detail = error.detail ?? error.message
    throw new OAuthError(error.code, FAILED, { detail, cause: error })
  }
}

/** What RFC 6749 §5.2 lets a code be. */
const CODE = /^[\x20\x21\x23-\x5b\x5d-\x7e]{1,100}$/

function refuseIfDenied(commands: readonly Command[]): void {
  for (const { name, values } of commands) {
    const [first, second] = values.map(textOf)
    if (name === 'access.rejectInvalidSubjectToken') throw new SubjectTokenRejected(first ?? 'Invalid subject token')
    if (name !== 'access.deny') continue
    // The word is the tenant's own: clients of this tenant know it, whether or not we do.
    const code = (first !== undefined && CODE.test(first) ? first : 'access_denied') as OAuthErrorCode
    throw new OAuthError(code, second ?? 'Access denied by an action.', {
      status: code === 'access_denied' ? 403 : 400,
    })
  }
}

function organizationBy(commands: readonly Command[]): string | undefined {
  const said = commands.findLast(({ name }) => name === 'authentication.setOrganization')
  if (!said) return undefined
  const organization = textOf(said.values[0])
  if (organization !== undefined) return organization
  throw new OAuthError('server_error', 'The action of this token exchange profile names no organization')
}

function namedBy(commands: readonly Command[]): NamedUser {
  const [first, ...others] = commands.filter(({ name }) => name.startsWith('authentication.setUser'))
  if (!first || others.length > 0) {
    throw new OAuthError('server_error', 'The action of this token exchange profile must name exactly one user')
  }
  const [who, attributes, options] = first.values
  if (typeof who !== 'string')
    throw new OAuthError('server_error', 'The action of this token exchange profile names no user')
  if (first.name === 'authentication.setUserById') return { user_id: who }
  const { creationBehavior, updateBehavior } = Object(options)
  return {
    connection: who,
    attributes: { ...Object(attributes) },
    mayCreate: creationBehavior === 'create_if_not_exists',
    mayReplace: updateBehavior === 'replace',
  }
}
