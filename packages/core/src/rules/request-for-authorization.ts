// The tenant's code on the way to an answer of /authorize.
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { Authorization } from '../authorization.ts'
import type { AuthorizationRequest } from '../one-time.ts'
import type { Session } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'
import { protocolOf, type Flow } from './flow.ts'
import { hasCodeForLogins } from './has-code.ts'
import { runPipeline, type PipelineRun } from './pipeline.ts'
import type { Suspended } from './post-login.ts'

type Parameters = Readonly<Record<string, string>>

/** What somebody brought back from where a rule had sent them. */
export type Returned = { readonly query: Parameters; readonly body: Parameters }

type Asked = {
  readonly request: AuthorizationRequest
  readonly session: Session
  readonly connection: Connection | undefined
  readonly visitor: Visitor
  readonly returned: Returned | undefined
  /** Where an action had stopped before somebody was sent away. */
  readonly suspended: Suspended | null
  /** Who was sent away. */
  readonly sent_user_id: string | undefined
  readonly goOnAs: NonNullable<Flow['goOnAs']>
}

/** The request as it was written, as far as anybody may care. */
const queryOf = (request: AuthorizationRequest): Parameters => {
  const written: Readonly<Record<string, string | number | null>> = {
    client_id: request.client_id,
    response_type: request.response_type,
    response_mode: request.response_mode,
    redirect_uri: request.redirect_uri,
    scope: request.scopes.join(' ') || null,
    audience: request.audience,
    state: request.state,
    nonce: request.nonce,
    prompt: request.prompt.join(' ') || null,
    max_age: request.max_age,
    login_hint: request.login_hint,
    connection: request.connection,
    ui_locales: request.ui_locales.join(' ') || null,
    acr_values: request.acr_values,
    organization: request.organization ?? null,
    code_challenge_method: request.code_challenge_method,
  }
  const said = Object.entries(written).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]]))
  return { ...request.further, ...Object.fromEntries(said) }
}

const flowOf = ({ request, session, connection, visitor, returned, goOnAs }: Asked): Flow => {
  const protocol = protocolOf(request.response_type)
  return {
    ...(returned
      ? { protocol: 'redirect-callback', original_protocol: protocol, ...returned }
      : { protocol, query: queryOf(request), body: {} }),
    visitor,
    connection,
    session,
    methods: session.methods,
    mayRedirect: !request.prompt.includes('none'),
    goOnAs,
  }
}

/** @throws OAuthError when the tenant's code says no, or cannot be run */
export async function runCodeForRequest(
  tenancy: Tenancy,
  authorization: Authorization,
  asked: Asked,
): Promise<PipelineRun> {
  if (!(await hasCodeForLogins(tenancy))) return { authorization, records: () => [], leave: undefined }
  // In the same browser somebody else may have logged in meanwhile, who is nobody that any of it was decided about.
  const returned = asked.sent_user_id === authorization.subject ? asked.returned : undefined
  return runPipeline(tenancy, authorization, flowOf({ ...asked, returned }), {
    request: asked.request,
    asked: asked.request.scopes,
    resumed: (returned && asked.suspended) ?? undefined,
  })
}
