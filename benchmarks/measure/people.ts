import { logInAtSymbolon } from '../servers/symbolon-person.ts'
import { startOidcProviderWithPerson } from '../servers/oidc-provider-person.ts'
import type { Algorithm } from '../servers/server.ts'
import { newDeployment, startSymbolon, untilReady } from '../servers/symbolon.ts'
import { redeem } from '../servers/visit.ts'
import type { Person } from '../servers/visit.ts'
import type { Flow } from '../load/job.ts'
import { alternate, median } from './alternate.ts'
import { loadColumns, loadHead, putUnderLoad, warmUp } from './load.ts'
import type { Measured } from './load.ts'
import { rawSignRate } from './raw-sign.ts'
import type { SignRate } from './raw-sign.ts'
import { atLeast, plain, round } from './section.ts'
import type { Figure, Section } from './section.ts'
import type { Settings } from './settings.ts'

const PROFILE = 'openid profile email'

/** ID tokens are signed with RSA, so that a comparison with ES256 is one of access tokens alone. */
const scopeFor = (alg: Algorithm): string => (alg === 'RS256' ? `${PROFILE} read` : 'read')

/** Signatures of one answer. */
const signaturesOf = (alg: Algorithm): number => (alg === 'RS256' ? 2 : 1)

type Round<N extends string> = { readonly sign: SignRate } & { readonly [name in N]: Measured }

/** What is asked of one person's server, made anew for each measurement. */
type Ask = (person: Person, settings: Settings) => Promise<Flow>

type Contender<N extends string> = {
  readonly name: N
  readonly at: 'symbolon' | 'peer'
  readonly ask: Ask
  /** Fewer answers than others give before anything counts. */
  readonly warmUp?: number
}

/** One comparison with fresh processes: all on the same core, one at a time, in turn. */
async function compare<N extends string>(
  alg: Algorithm,
  settings: Settings,
  contenders: readonly Contender<N>[],
): Promise<readonly Round<N>[]> {
  const { server: core } = settings.cores
  await using deployment = await newDeployment()
  await using child = startSymbolon(deployment, core)
  await using peer = await startOidcProviderWithPerson(alg, core)
  await untilReady(child, deployment.port)
  const people = { symbolon: await logInAtSymbolon(deployment, child, alg), peer }
  for (const { at, ask, warmUp: few } of contenders) {
    const person = people[at]
    await warmUp(
      person.server,
      { ...settings, warmUp: Math.min(few ?? Infinity, settings.warmUp) },
      { flow: () => ask(person, settings) },
    )
  }
  return await alternate(settings.rounds, async () => {
    const measured: Partial<Record<N, Measured>> = {}
    for (const { name, at, ask } of contenders) {
      const person = people[at]
      measured[name] = await putUnderLoad(person.server, settings, { flow: () => ask(person, settings) })
    }
    // Every contender has been measured.
    return { sign: await rawSignRate(alg, settings), ...measured } as Round<N>
  })
}

const askCode =
  (alg: Algorithm): Ask =>
  async ({ authorize, cookie }) => ({ is: 'code', path: authorize(scopeFor(alg), true), cookie })

const askRefresh =
  (alg: Algorithm): Ask =>
  async (person, settings) => {
    const scope = `${scopeFor(alg)} offline_access`
    const all = await Promise.all(Array.from({ length: settings.connections }, () => redeem(person, scope, true)))
    return { is: 'refresh', tokens: all.map(({ refresh_token = '' }) => refresh_token) }
  }

const askUserinfo =
  (forApi: boolean): Ask =>
  async (person) => {
    const { access_token } = await redeem(person, PROFILE, forApi)
    return { is: 'read', path: person.userinfo, authorization: `Bearer ${access_token}` }
  }

type Told = { readonly runs: readonly unknown[]; readonly rows: readonly (readonly string[])[] }

type Report<N extends string> = Told & { readonly overall: (of: (round: Round<N>) => number) => number }

async function measure<N extends string>(
  alg: Algorithm,
  settings: Settings,
  contenders: readonly Contender<N>[],
): Promise<Report<N>> {
  const runs: (readonly Round<N>[])[] = []
  for (let index = 0; index < settings.runs; index++) runs.push(await compare(alg, settings, contenders))
  const rounds = runs.flat()
  const overall = (of: (round: Round<N>) => number): number => median(runs.map((run) => median(run.map(of))))
  const signs = (of: (sign: SignRate) => number): string => round(median(rounds.map(({ sign }) => of(sign))))
  const signRow = ['raw signature', signs((s) => s.perCore), signs((s) => s.perSecond), '', '', '', '']
  const rows = contenders.map(({ name }) => [name, ...loadColumns(rounds.map((each): Measured => each[name]))])
  return { runs, overall, rows: [signRow, ...rows] }
}

const sectionOf = (name: string, title: string, { runs, rows }: Told, figures: readonly Figure[]): Section => ({
  name,
  title,
  table: { head: ['', ...loadHead], rows },
  figures,
  notes: runs.length < 3 ? [`${runs.length} run; the goals are meant for the median of three`] : [],
})

const both = (ask: Ask): readonly Contender<'Symbolon' | 'oidc-provider'>[] => [
  { name: 'Symbolon', at: 'symbolon', ask },
  // It becomes slower with what it has to keep in its memory: it is warm by then, and at its best.
  { name: 'oidc-provider', at: 'peer', ask, warmUp: 3000 },
]

/** /authorize with a live session and PKCE, and the code for tokens. */
export async function measureCodeFlow(alg: Algorithm, settings: Settings): Promise<Section> {
  const report = await measure(alg, settings, both(askCode(alg)))
  const ofPeer = report.overall((each) => each.Symbolon.perCore / each['oidc-provider'].perCore)
  const ofSign = report.overall(({ Symbolon, sign }) => (signaturesOf(alg) * Symbolon.perCore) / sign.perCore)
  return sectionOf(`code-${alg.toLowerCase()}`, `Code flow of a person who is logged in, ${alg}`, report, [
    alg === 'ES256' ? atLeast('oidc-provider', ofPeer, 4, 'x') : plain('oidc-provider', ofPeer, 'x'),
    plain('of the raw signature rate, each signature counted', ofSign),
  ])
}

/** A refresh token for new tokens and its successor. */
export async function measureRefresh(alg: Algorithm, settings: Settings): Promise<Section> {
  const report = await measure(alg, settings, both(askRefresh(alg)))
  const ofPeer = report.overall((each) => each.Symbolon.perCore / each['oidc-provider'].perCore)
  const ofSign = report.overall(({ Symbolon, sign }) => (signaturesOf(alg) * Symbolon.perCore) / sign.perCore)
  const signs = 'of the raw signature rate, each signature counted'
  return sectionOf(`refresh-${alg.toLowerCase()}`, `Refresh with rotation, ${alg}`, report, [
    alg === 'ES256' ? atLeast('oidc-provider', ofPeer, 3.5, 'x') : plain('oidc-provider', ofPeer, 'x'),
    alg === 'RS256' ? atLeast(signs, ofSign, 0.75) : plain(signs, ofSign),
  ])
}

/** What an access token lets its bearer know. The peer takes opaque tokens only. */
export async function measureUserinfo(settings: Settings): Promise<Section> {
  const report = await measure('ES256', settings, [
    { name: 'Symbolon, JWT', at: 'symbolon', ask: askUserinfo(true) },
    { name: 'Symbolon, opaque', at: 'symbolon', ask: askUserinfo(false) },
    { name: 'oidc-provider', at: 'peer', ask: askUserinfo(false) },
  ])
  const jwt = report.overall((each) => each['Symbolon, JWT'].perCore / each['oidc-provider'].perCore)
  const opaque = report.overall((each) => each['Symbolon, opaque'].perCore / each['oidc-provider'].perCore)
  return sectionOf('userinfo', 'Userinfo', report, [
    atLeast('oidc-provider, JWT', jwt, 6, 'x'),
    atLeast('oidc-provider, opaque', opaque, 6, 'x'),
  ])
}
