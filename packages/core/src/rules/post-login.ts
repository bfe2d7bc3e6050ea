// The post-login actions, run over an authorization. What they ask for becomes part of it; metadata is kept once, at the end; a no
// stands, whatever else was asked. reference: extensibility, sections 13 and 15.
import type { Document } from '@symbolon/protocol/entities/entity'
import type { Authorization } from '../authorization.ts'
import type { Custom } from '../custom.ts'
import type { AuthorizationRequest } from '../one-time.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Session } from '../records.ts'
import { endRefreshToken, removeRefreshTokens } from '../tokens/end-refresh-tokens.ts'
import { endSessionWithAccess } from '../tokens/end-session.ts'
import { chainAfter, type ActionChain } from './bound-actions.ts'
import { withinSize } from './claims-size.ts'
import { customOfAnother, withCustom } from './custom.ts'
import type { Flow } from './flow.ts'
import { COOKIE_MODE, keepSessionWishes, LIFETIME_COMMANDS, requireContinuing, wishesOf } from './lifetime-commands.ts'
import {
  applyToTokens,
  denialOf,
  destinationOf,
  LOGIN_COMMANDS,
  metadataOf,
  passedIn,
  namedByActions,
  withinPassed,
  withScopesOf,
} from './login-commands.ts'
import { eventDomain } from './event.ts'
import { loginEvent } from './login-event.ts'
import { goOnAs, type Turn } from './primary-user.ts'
import { mergeMetadata } from './questions.ts'
import { refusedAfter } from './refusal-records.ts'
import { requireRedirects } from './redirects.ts'
import { roleNames } from './role-names.ts'
import { recordActions, type StepRecord } from './step-record.ts'
import {
  commandsOf,
  refuseUnknown,
  runActions,
  type ActionsDone,
  type Command,
  type RecordSteps,
} from './run-actions.ts'

/** Where a chain of actions stopped for somebody to come back, and what its transaction has in `metadata`. */
export type Suspended = {
  readonly action: string
  readonly custom: Custom
  readonly metadata?: Document
  /** Whether it had gone on as another user by then. */
  readonly hasGoneOn?: boolean
}

export type ActionsRun = {
  readonly authorization: Authorization
  /** What each of them did, for whoever asks. */
  readonly records: () => readonly StepRecord[]
  /** Where the person is to be sent, and what has been decided so far. */
  readonly leave: { readonly url: string; readonly suspended: Suspended } | undefined
  /** Whether it goes on as another user, who must be asked something first. */
  readonly isStopped?: boolean
  /** The session as they have made it, where they wanted another. */
  readonly session?: Session | undefined
}

type About = {
  readonly request: AuthorizationRequest | undefined
  readonly asked: readonly string[]
  /** Ids of the rules that ran before. */
  readonly rules: readonly string[]
  readonly resumed: Suspended | undefined
  /** Whether it has gone on as another user already: once is enough for anybody. */
  readonly hasGoneOn: boolean
  /** `event.transaction.metadata` of actions before. */
  readonly metadata?: Document
}

/** Runs these actions; undefined where nobody logs in. @throws OAuthError when they say no, or cannot be run */
export async function runPostLogin(
  tenancy: Tenancy,
  chain: ActionChain,
  turn: Turn,
  about: About,
): Promise<ActionsRun | undefined> {
  const { authorization: given, flow } = turn
  const { user } = given
  if (!user) return undefined
  const { resumed } = about
  const authorization = resumed ? withCustom(given, resumed.custom) : given
  const metadata = resumed?.metadata ?? about.metadata ?? {}
  const roles = await roleNames(tenancy, user.user_id, authorization.within)
  const record: RecordSteps = (steps, refused) =>
    recordActions(authorization.custom, authorization.scopes, steps, applyToTokens, refused)
  const answer = await runActions(tenancy, chain, {
    record,
    trigger: 'post-login',
    handler: 'onExecutePostLogin',
    visitor: flow.visitor,
    event: {
      ...loginEvent(tenancy, authorization, flow, { ...about, roles, metadata }),
      ...(await eventDomain(tenancy)),
    },
    facts: { domain: tenancy.tenant.host, canRedirect: flow.mayRedirect, rules: about.rules, state: stateOf(flow) },
    ...(resumed ? { continued: { action: resumed.action, handler: 'onContinuePostLogin' } } : {}),
  })
  const records = () => record(answer.steps)
  const commands = commandsOf(answer)
  refuseUnknown(commands, LOGIN_COMMANDS)
  requireContinuing(commands, resumed ? continuedBy(answer, resumed) : [])
  const hadGoneOn = about.hasGoneOn || resumed?.hasGoneOn === true
  const after = await turnAfterActions(tenancy, turn, commands, hadGoneOn).catch((error: unknown) => {
    throw refusedAfter(error, records)
  })
  if (!after) return { authorization: given, records, leave: undefined, isStopped: true }
  const hasGoneOn = hadGoneOn || after !== turn
  const made = after === turn ? madeBy(authorization, commands) : madeForAnother(authorization, given, after, commands)
  const { refresh_token, session } = await lifetimes(tenancy, authorization, after, commands)
  const custom = { ...made, ...(refresh_token ? { refresh_token } : {}) }
  const done = { authorization: withCustom(after.authorization, custom), records, leave: undefined, session }
  if (answer.outcome === 'ok' || answer.outcome === 'ended') return done
  const passed = { ...metadata, ...passedIn(commands) }
  if (answer.outcome === 'switched') {
    const rest = chainAfter(chain, answer.action)
    const going = { authorization: done.authorization, flow: after.flow }
    return goOn(done, () =>
      runPostLogin(tenancy, rest, going, { ...about, resumed: undefined, hasGoneOn, metadata: passed }),
    )
  }
  const url = destinationOf(commands)
  if (url === undefined) return done
  requireRedirects(flow)
  const suspended = { action: answer.action, custom, metadata: withinPassed(passed), hasGoneOn }
  return { ...done, leave: { url, suspended } }
}

/** The actions that follow, after those that are done: whoever asks is told of both, also when they refuse. */
async function goOn(
  { records, session }: ActionsRun,
  run: () => Promise<ActionsRun | undefined>,
): Promise<ActionsRun | undefined> {
  const later = await run().catch((error: unknown) => {
    throw refusedAfter(error, records)
  })
  return later && { ...later, session: later.session ?? session, records: () => [...records(), ...later.records()] }
}

const madeBy = ({ custom, scopes }: Pick<Authorization, 'custom' | 'scopes'>, commands: readonly Command[]): Custom =>
  withinSize(applyToTokens(custom, scopes, commands))

/** The same for the user that it goes on as. `given`: the scopes of who logged in, before code. */
function madeForAnother(
  { custom, scopes }: Authorization,
  given: Authorization,
  { authorization: after }: Turn,
  commands: readonly Command[],
): Custom {
  const left = custom && customOfAnother(custom, after)
  return withScopesOf(madeBy({ scopes, ...(left ? { custom: left } : {}) }, commands), given, after)
}

/** What the action wants that somebody has come back to. */
const continuedBy = ({ steps }: ActionsDone, { action }: Suspended): readonly Command[] =>
  steps[0]?.id === action ? steps[0].commands : []

/** What whoever comes back to /continue brings along to be known by. */
const stateOf = ({ protocol, query, body }: Flow): string | undefined =>
  protocol === 'redirect-callback' ? (query['state'] ?? body['state']) : undefined

/** What is kept or ended whatever the answer will be, and whose request it is from here on. @throws OAuthError when they say no */
async function turnAfterActions(
  tenancy: Tenancy,
  turn: Turn,
  commands: readonly Command[],
  hasGoneOn: boolean,
): Promise<Turn | undefined> {
  const denial = denialOf(commands)
  const named = denial ? undefined : namedByActions(commands, turn.authorization.subject, hasGoneOn)
  const after = named ? await goOnAs(turn, named) : turn
  if (after) await keep(tenancy, after, commands)
  if (denial) throw denial
  return after
}

/** What is kept or ended whatever the answer will be. */
async function keep(tenancy: Tenancy, turn: Turn, commands: readonly Command[]): Promise<void> {
  const { subject, wanted } = turn.authorization
  for (const [field, changes] of Object.entries(metadataOf(commands)))
    await mergeMetadata(tenancy, subject, field, changes)
  const ended = commands.find(({ name }) => name === 'session.revoke')
  const session_id = sessionOf(turn)
  const session = ended && session_id ? await tenancy.store.findSession(session_id) : undefined
  if (ended && session) await endAs(tenancy, session, ended)
  const token = wanted?.renewed?.token
  if (token && commands.some(({ name }) => name === 'refreshToken.revoke')) await endRefreshToken(tenancy, token)
}

/** The session of the request, or the one behind the refresh token. */
const sessionOf = ({ authorization: { wanted }, flow: { session } }: Turn): string | undefined =>
  wanted?.id_token?.sid ?? session?.id

async function endAs(tenancy: Tenancy, session: Session, { values: [, options] }: Command): Promise<void> {
  const { preserveRefreshTokens } = Object(options)
  await endSessionWithAccess(tenancy, session)
  if (preserveRefreshTokens !== true) await removeRefreshTokens(tenancy, { session_id: session.id })
}

/** Ends and metadata: those of the session are kept, as are those of a refresh token that there is; a new one is made with them. */
async function lifetimes(
  tenancy: Tenancy,
  { custom, wanted }: Authorization,
  turn: Turn,
  commands: readonly Command[],
): Promise<Pick<Custom, 'refresh_token'> & { readonly session?: Session | undefined }> {
  const asked = commands.filter(({ name }) => LIFETIME_COMMANDS.includes(name))
  const session_id = sessionOf(turn)
  if (asked.length === 0) return {}
  const token = wanted?.renewed?.token
  const wishes = wishesOf(asked, 'refreshToken', custom?.refresh_token, token?.refresh_token_metadata)
  const ofSession = isBrowser(turn.flow) ? asked : asked.filter(({ name }) => name !== COOKIE_MODE)
  const session = session_id ? await keepSessionWishes(tenancy, session_id, ofSession) : undefined
  if (token && wishes.metadata) await tenancy.store.replaceRefreshTokenMetadata(token.id, wishes.metadata)
  return { refresh_token: wishes, session }
}

/** Whether a cookie can be given. */
const isBrowser = ({ protocol }: Flow): boolean => protocol === 'redirect-callback' || protocol.startsWith('oidc-')
