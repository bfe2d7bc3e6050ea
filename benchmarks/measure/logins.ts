import { makeClient, newDeployment, serverOf, startSymbolon, untilReady } from '../servers/symbolon.ts'
import { makeGuess } from '../servers/symbolon-logins.ts'
import { alternate, median } from './alternate.ts'
import { loadColumns, loadHead, putUnderLoad } from './load.ts'
import type { Measured } from './load.ts'
import { atMost, plain } from './section.ts'
import type { Section } from './section.ts'
import type { Settings } from './settings.ts'

/** Passwords tried in a second. */
const GUESSES = 50

/** Tokens asked for in a second: what a machine that is not at its end has to do. */
const TOKENS = 200

type Round = { readonly quiet: Measured; readonly busy: Measured; readonly guesses: Measured }

/** Whether machines get their tokens as soon while passwords are tried. The server has all cores: passwords are hashed beside its main thread. */
export async function measureLogins(settings: Settings): Promise<Section> {
  await using deployment = await newDeployment()
  await using child = startSymbolon(deployment, undefined)
  await untilReady(child, deployment.port)
  const machine = serverOf(deployment, child, 'ES256', await makeClient(deployment, 'ES256'))
  const { alg: _, ...guessed } = serverOf(deployment, child, 'ES256', await makeGuess(deployment, child))
  const once = { ...settings, tries: 1, connections: 8 }
  const rounds: readonly Round[] = await alternate(settings.rounds * 2, async () => {
    const quiet = await putUnderLoad(machine, once, { rate: TOKENS })
    const flood = putUnderLoad(
      guessed,
      { ...once, seconds: settings.seconds + 0.5 },
      { flow: async () => ({ is: 'guess' }), rate: GUESSES },
    )
    const [busy, guesses] = await Promise.all([putUnderLoad(machine, once, { rate: TOKENS }), flood])
    return { quiet, busy, guesses }
  })
  const slower = median(rounds.map(({ quiet, busy }) => busy.p99 / quiet.p99))
  return {
    name: 'logins',
    title: `Client credentials while ${GUESSES} passwords a second are tried, ES256`,
    table: {
      head: ['', ...loadHead],
      rows: [
        ['tokens, quiet', ...loadColumns(rounds.map(({ quiet }) => quiet))],
        ['tokens, busy', ...loadColumns(rounds.map(({ busy }) => busy))],
        ['passwords', ...loadColumns(rounds.map(({ guesses }) => guesses))],
      ],
    },
    figures: [
      atMost('p99 of its quiet value', slower, 2, 'x'),
      plain('passwords tried per s', median(rounds.map(({ guesses }) => guesses.perSecond))),
    ],
    notes: [],
  }
}
