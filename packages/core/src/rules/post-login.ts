// The post-login actions, run over an authorization. What they ask for becomes part of it; metadata is kept once, at the end; a no
// stands, whatever else was asked. reference: extensibility, sections 13 and 15.
import type { Authorization } from '../authorization.ts'
import type { Custom } from '../custom.ts'
import type { AuthorizationRequest } from '../one-time.ts'
import type { Tenancy } from '../tenancy.ts'
import { endRefreshToken } from '../tokens/end-refresh-tokens.ts'
import { endSessionWithAccess } from '../tokens/end-session.ts'
import { boundActions } from './bound-actions.ts'
import { withCustom } from './custom.ts'
import type { Flow } from './flow.ts'
import { applyToTokens, denialOf, destinationOf, LOGIN_COMMANDS, metadataOf } from './login-commands.ts'
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

/** Undefined when the tenant has no such actions. @throws OAuthError when they say no, or cannot be run */
export async function runPostLogin(
  tenancy: Tenancy,
  given: Authorization,
  flow: Flow,
  about: About,
): Promise<ActionsRun | undefined> {
  const { user } = given
  const chain = user && (await boundActions(tenancy, 'post-login'))
  if (!user || !chain) return undefined
  const authorization = about.resumed ? withCustom(given, about.resumed.custom) : given
  const roles = await roleNames(tenancy, user.user_id, authorization.within)
  const record: RecordSteps = (steps, refused) =>
    recordActions(authorization.custom, authorization.scopes, steps, applyToTokens, refused)
  const answer = await runActions(tenancy, chain, {
    record,
    trigger: 'post-login',
    handler: 'onExecutePostLogin',
    visitor: flow.visitor,
    event: loginEvent(tenancy, authorization, flow, { ...about, roles }),
    facts: { domain: tenancy.tenant.host, canRedirect: flow.mayRedirect, rules: about.rules, state: about.state },
    ...(about.resumed ? { continued: { action: about.resumed.action, handler: 'onContinuePostLogin' } } : {}),
  })
  const commands = commandsOf(answer)
  refuseUnknown(commands, LOGIN_COMMANDS)
  await keep(tenancy, given, commands)
  const denial = denialOf(commands)
  if (denial) throw refusedAfter(denial, () => record(answer.steps))
  const custom = applyToTokens(authorization.custom, authorization.scopes, commands)
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
async function keep(tenancy: Tenancy, { subject, wanted }: Authorization, commands: readonly Command[]): Promise<void> {
  for (const [field, changes] of Object.entries(metadataOf(commands)))
    await mergeMetadata(tenancy, subject, field, changes)
  const said = new Set(commands.map(({ name }) => name))
  const session_id = wanted?.id_token?.sid
  if (said.has('session.revoke') && session_id) {
    const session = await tenancy.store.findSession(session_id)
    if (session) await endSessionWithAccess(tenancy, session)
  }
  const token = wanted?.renewed?.token
  if (said.has('refreshToken.revoke') && token) await endRefreshToken(tenancy, token)
}
