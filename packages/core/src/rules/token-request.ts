// The tenant's code on the way to an answer of the token endpoint: after a password, and each time that tokens are renewed. A code
// brings along what was decided when its person logged in. reference: extensibility, sections 3 and 9.
import { parseScope } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import type { Authorization } from '../authorization.ts'
import { OAuthError } from '../errors.ts'
import { unlessThrown, whenKnown, type Soon } from '../soon.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'
import type { Flow, Protocol } from './flow.ts'
import { asPrimaryUser } from './as-primary-user.ts'
import { hasCodeForLogins, hasCodeForMachines } from './has-code.ts'
import { runForMachine } from './machine.ts'
import { runPipeline } from './pipeline.ts'
import { recordsOfRefusal, refusedAfter } from './refusal-records.ts'

const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  password: 'oauth2-password',
  refresh_token: 'oauth2-refresh-token',
  'token-exchange': 'oauth2-token-exchange',
}

const SECRET: ReadonlySet<string> = new Set([
  'client_secret',
  'client_assertion',
  'password',
  'refresh_token',
  'subject_token',
  'actor_token',
])

type Parameters = Readonly<Record<string, string>>

/** The parameters of a request, as code and logs may see them: tokens of others are seen only by the code that judges them. */
export function withoutSecrets(parameters: Parameters): Parameters {
  // Names are strangers': `__proto__` is one like any other here.
  const shown: Record<string, string> = Object.create(null)
  for (const name in parameters) {
    const value = parameters[name]
    if (value !== undefined && !SECRET.has(name)) shown[name] = value
  }
  return shown
}

/**
 * The authorization as the tenant's code leaves it.
 *
 * @throws OAuthError `access_denied` when it says no or cannot be run, `interaction_required` when it would send somebody somewhere
 */
export function runCodeForTokens(
  tenancy: Tenancy,
  authorization: Authorization,
  parameters: Parameters,
  visitor: Visitor,
): Soon<Authorization> {
  const isMachine = authorization.gty === 'client-credentials'
  return whenKnown(isMachine ? hasCodeForMachines(tenancy) : hasCodeForLogins(tenancy), (isThere) => {
    if (!isThere) return authorization
    return isMachine
      ? runForMachine(tenancy, authorization, visitor).then((run) => run.authorization)
      : runForPerson(tenancy, authorization, parameters, visitor)
  })
}

function runForPerson(
  tenancy: Tenancy,
  authorization: Authorization,
  parameters: Parameters,
  visitor: Visitor,
): Soon<Authorization> {
  const protocol = PROTOCOLS[authorization.gty ?? '']
  if (!protocol || !authorization.user) return authorization
  const about = { request: undefined, asked: askedFor(authorization, parameters['scope']), resumed: undefined }
  const run = (): Soon<Authorization> =>
    whenKnown(flowOf(tenancy, authorization, protocol, parameters, visitor), (flow) =>
      whenKnown(runPipeline(tenancy, authorization, flow, about), (ran) => ran.authorization),
    )
  return unlessThrown(run, (error) => {
    throw atTokenEndpoint(error)
  })
}

/** Every scope word of the request. Renewing asks for no more words than the refresh token was asked for with. RFC 6749 §6 */
function askedFor({ scopes, wanted }: Authorization, scope: string | undefined): readonly string[] {
  const sent = scope === undefined ? undefined : (parseScope(scope) ?? [])
  const token = wanted?.renewed?.token
  if (!token) return sent ?? []
  const words = token.mapped_words ?? []
  return [...new Set([...scopes, ...(sent ? words.filter((word) => sent.includes(word)) : words)])]
}

/** A refusal of the tenant's code in this endpoint's one word for all of them. */
export function atTokenEndpoint(error: unknown): unknown {
  if (!(error instanceof OAuthError)) return error
  const code = error.code === 'unauthorized' ? 'access_denied' : error.code
  const { message, detail } = error
  const refusal = new OAuthError(code, message, { status: 403, ...(detail === undefined ? {} : { detail }) })
  return refusedAfter(refusal, () => recordsOfRefusal(error))
}

function flowOf(
  tenancy: Tenancy,
  authorization: Authorization,
  protocol: Protocol,
  parameters: Parameters,
  visitor: Visitor,
): Soon<Flow> {
  const { store, now } = tenancy
  const { user, wanted } = authorization
  const token = wanted?.renewed?.token
  const session_id = token?.session_id ?? null
  const timestamp = token?.auth_time ?? Math.floor(now() / 1000)
  return whenKnown(session_id === null ? undefined : store.findSession(session_id), (session) => {
    const name = session?.connection ?? user?.identities[0]?.connection
    return whenKnown(name === undefined ? undefined : store.find('connections', { name }), (connection) => ({
      protocol,
      query: {},
      body: withoutSecrets(parameters),
      visitor,
      connection,
      session,
      goOnAs: (named) => asPrimaryUser(tenancy, authorization, named, parameters['scope'], visitor),
      methods: session?.methods ?? (protocol === 'oauth2-token-exchange' ? [] : [{ name: 'pwd', timestamp }]),
      mayRedirect: false,
    }))
  })
}
