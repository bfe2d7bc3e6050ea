import { runProgram } from '../machine/child.ts'
import { median } from './alternate.ts'
import { atLeast, below, round, type Figure, type Section } from './section.ts'
import type { Settings } from './settings.ts'

type Rate = { readonly one: number; readonly many: number }
type Round = Readonly<Record<string, Rate>>
type Result = { readonly rounds: readonly Round[]; readonly revocation?: { nanoseconds: number; bytesEach: number } }

const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const
const SIGNATURE = 'signature alone'
const UNCACHED = 'symbolon'
const REMEMBERED = 'symbolon, remembered, revocations followed'
const PEERS = ['fast-jwt', 'jose', 'jsonwebtoken']

const measure = async (alg: string, { rounds, signSeconds, cores }: Settings): Promise<Result> => {
  const script = new URL('verify-process.ts', import.meta.url).pathname
  // Many short rounds: peers that lie a hundredth apart are told from each other by nothing else.
  const milliseconds = `${Math.round(signSeconds * 200)}`
  return JSON.parse(
    await runProgram({ script, arguments: [alg, `${rounds * 6 + 1}`, milliseconds], cores: cores.server }),
  )
}

const ratio = (rounds: readonly Round[], of: string, to: string, by: keyof Rate): number =>
  median(rounds.map((round) => (round[of]?.[by] ?? NaN) / (round[to]?.[by] ?? NaN)))

function figuresOf(alg: string, { rounds, revocation }: Result): readonly Figure[] {
  const peers = PEERS.filter((name) => rounds[0]?.[name])
  return [
    ...(alg === 'RS256'
      ? [atLeast('RS256, of the signature alone', ratio(rounds, UNCACHED, SIGNATURE, 'many'), 0.88)]
      : []),
    ...peers.map((peer) => atLeast(`${alg}, of ${peer}`, ratio(rounds, UNCACHED, peer, 'many'), 1, 'x')),
    atLeast(`${alg} remembered, of the cache of fast-jwt`, ratio(rounds, REMEMBERED, 'fast-jwt, cache', 'one'), 5, 'x'),
    ...(revocation
      ? [
          below('a look at 1,000,000 revocations', revocation.nanoseconds, 300, ' ns'),
          below('memory of each', revocation.bytesEach, 100, ' bytes'),
        ]
      : []),
  ]
}

/** How fast access tokens are verified in one thread: without memory and with, beside published validators. */
export async function measureValidator(settings: Settings): Promise<Section> {
  const results: (readonly [string, Result])[] = []
  for (const alg of ALGORITHMS) results.push([alg, await measure(alg, settings)])
  const rows = results.flatMap(([alg, { rounds }]) =>
    Object.keys(rounds[0] ?? {}).map((name) => [
      `${alg} ${name}`,
      round(median(rounds.map((one) => one[name]?.one ?? NaN))),
      round(median(rounds.map((one) => one[name]?.many ?? NaN))),
      round(ratio(rounds, name, SIGNATURE, 'many')),
    ]),
  )
  return {
    name: 'validator',
    title: 'Access tokens verified, one thread',
    table: { head: ['', 'one token per CPU s', '10,000 in turn per CPU s', 'of the signature'], rows },
    figures: results.flatMap(([alg, result]) => figuresOf(alg, result)),
    notes: [],
  }
}
