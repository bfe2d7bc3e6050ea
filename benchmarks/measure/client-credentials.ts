import { startHttpBound } from '../servers/http-bound.ts'
import { startOidcProvider } from '../servers/oidc-provider.ts'
import type { Algorithm } from '../servers/server.ts'
import { makeClient, newDeployment, serverOf, startSymbolon, untilReady } from '../servers/symbolon.ts'
import { residentMiB } from '../machine/usage.ts'
import { alternate, median } from './alternate.ts'
import { loadColumns, loadHead, putUnderLoad, warmUp } from './load.ts'
import type { Measured } from './load.ts'
import { rawSignRate } from './raw-sign.ts'
import type { SignRate } from './raw-sign.ts'
import { atLeast, plain, round } from './section.ts'
import type { Section } from './section.ts'
import type { Settings } from './settings.ts'

type Round = {
  readonly sign: SignRate
  readonly http: Measured
  readonly symbolon: Measured
  readonly peer: Measured
}

type Run = { readonly rounds: readonly Round[]; readonly memory: { readonly symbolon: number; readonly peer: number } }

/** One comparison with fresh processes: all on the same core, one at a time, in turn. */
async function compare(alg: Algorithm, settings: Settings): Promise<Run> {
  const { server: core } = settings.cores
  await using deployment = await newDeployment()
  await using child = startSymbolon(deployment, core)
  await using http = await startHttpBound(core)
  await using peer = await startOidcProvider(alg, core)
  await untilReady(child, deployment.port)
  const symbolon = serverOf(deployment, child, alg, await makeClient(deployment, alg))
  for (const server of [http, symbolon, peer]) await warmUp(server, settings)
  const rounds = await alternate(settings.rounds, async () => ({
    sign: await rawSignRate(alg, settings),
    http: await putUnderLoad(http, settings),
    symbolon: await putUnderLoad(symbolon, settings),
    peer: await putUnderLoad(peer, settings),
  }))
  return { rounds, memory: { symbolon: residentMiB(child.pid), peer: residentMiB(peer.process.pid) } }
}

/** What a server on bare node:http that signs each answer could give at most. */
const compositeBound = ({ http, sign }: Round): number => 1 / (1 / http.perCore + 1 / sign.perCore)

/** `POST /oauth/token` for client credentials, beside the raw signature, bare HTTP and a peer. */
export async function measureClientCredentials(alg: Algorithm, settings: Settings): Promise<Section> {
  const runs: Run[] = []
  for (let index = 0; index < settings.runs; index++) runs.push(await compare(alg, settings))
  const rounds = runs.flatMap((run) => run.rounds)

  // The median of the runs, each of which is the median of its rounds: one lucky start proves nothing.
  const overall = (of: (round: Round) => number): number => median(runs.map((run) => median(run.rounds.map(of))))
  const ofSign = overall(({ symbolon, sign }) => symbolon.perCore / sign.perCore)
  const ofBound = overall((each) => each.symbolon.perCore / compositeBound(each))
  const ofPeer = overall(({ symbolon, peer }) => symbolon.perCore / peer.perCore)
  const peerOfSign = overall(({ peer, sign }) => peer.perCore / sign.perCore)
  const memory = (of: 'symbolon' | 'peer'): string => round(median(runs.map((run) => run.memory[of])))
  const row = (of: 'http' | 'symbolon' | 'peer'): readonly string[] => loadColumns(rounds.map((each) => each[of]))
  const signs = (of: (sign: SignRate) => number): string => round(median(rounds.map(({ sign }) => of(sign))))

  return {
    name: `cc-${alg.toLowerCase()}`,
    title: `Client credentials, ${alg}`,
    table: {
      head: ['', ...loadHead, 'resident MiB'],
      rows: [
        [
          'raw signature',
          signs((s) => s.perCore),
          signs((s) => s.perSecond),
          '',
          '',
          '',
          signs((s) => s.neighbours ?? NaN),
          '',
        ],
        ['bare node:http', ...row('http'), ''],
        ['Symbolon', ...row('symbolon'), memory('symbolon')],
        ['oidc-provider', ...row('peer'), memory('peer')],
      ],
    },
    figures: [
      alg === 'RS256' ? atLeast('of the raw signature rate', ofSign, 0.88) : plain('of the raw signature rate', ofSign),
      alg === 'ES256' ? atLeast('of the composite bound', ofBound, 0.8) : plain('of the composite bound', ofBound),
      atLeast('oidc-provider', ofPeer, alg === 'RS256' ? 1.4 : 4, 'x'),
      plain('oidc-provider, of the raw signature rate', peerOfSign),
    ],
    notes: runs.length < 3 ? [`${runs.length} run; the goals are meant for the median of three`] : [],
  }
}
