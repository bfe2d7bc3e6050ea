// What the tenant's code would make of it. It really runs, in a rehearsal: nothing of the tenant changes.
import type { Authorization } from '../authorization.ts'
import { findConnection } from '../connections/for-client.ts'
import { asPrimaryUser } from '../rules/as-primary-user.ts'
import { boundActions } from '../rules/bound-actions.ts'
import { openCodeSecrets } from '../rules/code-secrets.ts'
import type { Flow, Protocol } from '../rules/flow.ts'
import { runForMachine } from '../rules/machine.ts'
import { maskOf, maskWithin, type Mask } from '../rules/masked.ts'
import { runPipeline } from '../rules/pipeline.ts'
import { recordsOfRefusal } from '../rules/refusal-records.ts'
import { rulesConfiguration } from '../rules/settings.ts'
import type { StepRecord } from '../rules/step-record.ts'
import { atTokenEndpoint } from '../rules/token-request.ts'
import { unlessThrown } from '../soon.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'
import { isBrowserGrant, type Asked, type ExplainedGrant } from './asked.ts'
import type { Proven } from './authorize.ts'
import { rehearsalOf } from './rehearsal.ts'
import type { Withheld } from './story.ts'

export type Rehearsed = {
  readonly authorization: Authorization
  readonly records: readonly StepRecord[]
  readonly withheld: readonly Withheld[]
  /** Where a person would be sent before anything is issued. */
  readonly leave: string | undefined
}

const PROTOCOLS: Readonly<Record<Exclude<ExplainedGrant, 'client_credentials'>, Protocol>> = {
  authorization_code: 'oidc-basic-profile',
  implicit: 'oidc-implicit-profile',
  password: 'oauth2-password',
  'http://auth0.com/oauth/grant-type/password-realm': 'oauth2-password',
  refresh_token: 'oauth2-refresh-token',
}

/** @throws OAuthError when the code says no */
export async function rehearseCode(
  tenancy: Tenancy,
  { authorization, requested }: Proven,
  asked: Asked,
  visitor: Visitor,
): Promise<Rehearsed> {
  const rehearsal = rehearsalOf(tenancy)
  const { grant_type, longLived } = asked
  if (longLived) return { authorization, records: [], withheld: [], leave: undefined }
  if (grant_type === 'client_credentials') {
    const run = await runForMachine(rehearsal, authorization, visitor)
    return { ...run, ...(await shown(tenancy, asked, run.records())), leave: undefined }
  }
  const flow = await flowOf(rehearsal, authorization, PROTOCOLS[grant_type], asked, visitor)
  const about = { request: undefined, asked: requested, resumed: undefined }
  const run = await unlessThrown(
    () => runPipeline(rehearsal, authorization, flow, about),
    (error) => {
      throw isBrowserGrant(asked) ? error : atTokenEndpoint(error)
    },
  )
  return {
    authorization: run.authorization,
    ...(await shown(tenancy, asked, run.records())),
    leave: run.leave?.url,
  }
}

type Shown = Pick<Rehearsed, 'records' | 'withheld'>

/** What code had done when it said no; nothing where somebody else did. */
export const codeBefore = (tenancy: Tenancy, asked: Asked, refusal: Error): Promise<Shown> =>
  shown(tenancy, asked, recordsOfRefusal(refusal))

/** Of what code did, that which whoever asks may read, with its secrets hidden. */
async function shown(tenancy: Tenancy, { showsCode }: Asked, made: readonly StepRecord[]): Promise<Shown> {
  const open = made.filter(({ kind }) => showsCode[kind])
  const closed = new Set(made.map(({ kind }) => kind).filter((kind) => !showsCode[kind]))
  const withheld = [...closed].map((kind) => ({ part: 'code', scope: `read:${kind}s` }) as const)
  if (open.length === 0) return { records: [], withheld }
  const hidden = await maskForCode(tenancy)
  return { records: open.map((record) => maskWithin(record, hidden) as StepRecord), withheld }
}

/** Hides what the tenant's code has been given as secrets, in whatever came of it. */
export const maskForCode = async (tenancy: Tenancy): Promise<Mask> => maskOf(await secretsOf(tenancy))

const secretsOf = async (tenancy: Tenancy): Promise<readonly string[]> => {
  const [configuration, hooks, ...chains] = await Promise.all([
    rulesConfiguration(tenancy),
    tenancy.store.all('hooks', { triggerId: 'credentials-exchange', enabled: true }),
    boundActions(tenancy, 'post-login'),
    boundActions(tenancy, 'credentials-exchange'),
  ])
  return [
    configuration,
    ...hooks.map(({ id, secrets }) => openCodeSecrets(tenancy, id, secrets)),
    ...chains.flatMap((chain) => (chain?.actions ?? []).map(({ secrets }) => secrets)),
  ].flatMap((values) => Object.values(values))
}

async function flowOf(
  rehearsal: Tenancy,
  authorization: Authorization,
  protocol: Protocol,
  { audience, scope, client }: Asked,
  visitor: Visitor,
): Promise<Flow> {
  const said = {
    client_id: client.client_id,
    ...(audience === undefined ? {} : { audience }),
    ...(scope === undefined ? {} : { scope }),
  }
  const isBrowser = protocol.startsWith('oidc-')
  const { user } = authorization
  // At /authorize no scope means none.
  const requested = isBrowser ? (scope ?? '') : scope
  return {
    protocol,
    query: isBrowser ? said : {},
    body: isBrowser ? {} : said,
    visitor,
    connection: await findConnection(rehearsal, user?.identities[0]?.connection ?? ''),
    session: undefined,
    methods: [{ name: 'pwd', timestamp: Math.floor(rehearsal.now() / 1000) }],
    mayRedirect: isBrowser,
    traced: true,
    // Tokens that are renewed are about nobody else.
    ...(protocol === 'oauth2-refresh-token'
      ? {}
      : { goOnAs: (named) => asPrimaryUser(rehearsal, authorization, named, requested, visitor) }),
  }
}
