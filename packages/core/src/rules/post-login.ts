// The post-login actions, run over an authorization. What they ask for becomes part of it; metadata is kept once, at the end; a no
// stands, whatever else was asked. reference: extensibility, sections 13 and 15.
import type { Authorization } from '../authorization.ts'
import type { Custom } from '../custom.ts'
import type { AuthorizationRequest } from '../one-time.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Session } from '../records.ts'
import { endRefreshToken, removeRefreshTokens } from '../tokens/end-refresh-tokens.ts'
import { endSessionWithAccess } from '../tokens/end-session.ts'
import type { ActionChain } from './bound-actions.ts'
import { withinSize } from './claims-size.ts'
import { withCustom } from './custom.ts'
import type { Flow } from './flow.ts'
import { keepSessionWishes, LIFETIME_COMMANDS, wishesOf } from './lifetime-commands.ts'
import { applyToTokens, denialOf, destinationOf, LOGIN_COMMANDS, metadataOf } from './login-commands.ts'
import { eventDomain } from './event.ts'
import { loginEvent } from './login-event.ts'
import { mergeMetadata } from './questions.ts'
import { refusedAfter } from './refusal-records.ts'
import { requireRedirects } from './redirects.ts'
import { roleNames } from './role-names.ts'
import { recordActions, type StepRecord } from './step-record.ts'
import { commandsOf, refuseUnknown, runActions, type Command, type RecordSteps } from './run-actions.ts'

/** Where a chain of actions stopped for somebody to come back. */
export type Suspended = { readonly action: string; readonly custom: Custom }

export type ActionsRun = {
  readonly authorization: Authorization
  /** What each of them did, for whoever asks. */
  readonly records: () => readonly StepRecord[]
  /** Where the person is to be sent, and what has been decided so far. */
  readonly leave: { readonly url: string; readonly suspended: Suspended } | undefined
}

type About = {
  readonly request: AuthorizationRequest | undefined
  readonly asked: readonly string[]
  /** Ids of the rules that ran before. */
  readonly rules: readonly string[]
  readonly resumed: Suspended | undefined
  /** The handle of the transaction, as the outside knows it. */
  readonly state?: string | undefined
}

/** Runs these actions; undefined where nobody logs in. @throws OAuthError when they say no, or cannot be run */
export async function runPostLogin(
  tenancy: Tenancy,
  chain: ActionChain,
  given: Authorization,
  flow: Flow,
  about: About,
): Promise<ActionsRun | undefined> {
  const { user } = given
  if (!user) return undefined
  const authorization = about.resumed ? withCustom(given, about.resumed.custom) : given
  const roles = await roleNames(tenancy, user.user_id, authorization.within)
  const record: RecordSteps = (steps, refused) =>
    recordActions(authorization.custom, authorization.scopes, steps, applyToTokens, refused)
  const answer = await runActions(tenancy, chain, {
    record,
    trigger: 'post-login',
    handler: 'onExecutePostLogin',
    visitor: flow.visitor,
    event: { ...loginEvent(tenancy, authorization, flow, { ...about, roles }), ...(await eventDomain(tenancy)) },
    facts: { domain: tenancy.tenant.host, canRedirect: flow.mayRedirect, rules: about.rules, state: about.state },
    ...(about.resumed ? { continued: { action: about.resumed.action, handler: 'onContinuePostLogin' } } : {}),
  })
  const commands = commandsOf(answer)
  refuseUnknown(commands, LOGIN_COMMANDS)
  await keep(tenancy, given, flow, commands)
  const denial = denialOf(commands)
  if (denial) throw refusedAfter(denial, () => record(answer.steps))
  const custom = {
    ...withinSize(applyToTokens(authorization.custom, authorization.scopes, commands)),
    ...(await lifetimes(tenancy, authorization, sessionOf(given, flow), commands)),
  }
  const url = answer.outcome === 'suspended' ? destinationOf(commands) : undefined
  if (url !== undefined) requireRedirects(flow)
  return {
    authorization: withCustom(authorization, custom),
    records: () => record(answer.steps),
    leave:
      url === undefined || answer.outcome !== 'suspended'
        ? undefined
        : { url, suspended: { action: answer.action, custom } },
  }
}

/** What is kept or ended whatever the answer will be. */
async function keep(tenancy: Tenancy, given: Authorization, flow: Flow, commands: readonly Command[]): Promise<void> {
  const { subject, wanted } = given
  for (const [field, changes] of Object.entries(metadataOf(commands)))
    await mergeMetadata(tenancy, subject, field, changes)
  const ended = commands.find(({ name }) => name === 'session.revoke')
  const session_id = sessionOf(given, flow)
  const session = ended && session_id ? await tenancy.store.findSession(session_id) : undefined
  if (ended && session) await endAs(tenancy, session, ended)
  const token = wanted?.renewed?.token
  if (token && commands.some(({ name }) => name === 'refreshToken.revoke')) await endRefreshToken(tenancy, token)
}

/** The session of the request, or the one behind the refresh token. */
const sessionOf = ({ wanted }: Authorization, { session }: Flow): string | undefined =>
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
  session_id: string | undefined,
  commands: readonly Command[],
): Promise<Pick<Custom, 'refresh_token'>> {
  const asked = commands.filter(({ name }) => LIFETIME_COMMANDS.includes(name))
  if (asked.length === 0) return {}
  const token = wanted?.renewed?.token
  const wishes = wishesOf(asked, 'refreshToken', custom?.refresh_token, token?.refresh_token_metadata)
  if (session_id) await keepSessionWishes(tenancy, session_id, asked)
  if (token && wishes.metadata) await tenancy.store.replaceRefreshTokenMetadata(token.id, wishes.metadata)
  return { refresh_token: wishes }
}
