import { logInAtSymbolon } from '../servers/symbolon-person.ts'
import { addRules, SPINNING_RULE } from '../servers/symbolon-rules.ts'
import { makeClient, newDeployment, serverOf, startSymbolon, untilReady } from '../servers/symbolon.ts'
import { redeem } from '../servers/visit.ts'
import type { Person } from '../servers/visit.ts'
import { alternate, median } from './alternate.ts'
import { loadColumns, loadHead, putUnderLoad } from './load.ts'
import type { Measured } from './load.ts'
import { atMost, plain } from './section.ts'
import type { Section } from './section.ts'
import type { Settings } from './settings.ts'

/** Tokens asked for in a second: what a machine that is not at its end has to do. */
const TOKENS = 200

/** Renewals under way at once, each of which meets a rule that never ends. */
const SPINNING = 4

type Round = { readonly quiet: Measured; readonly busy: Measured; readonly spun: number }

/** Renews again and again until told to stop; a renewal that is denied uses nothing up. Answers with how often it was denied. */
function keepSpinning({ server }: Person, refresh_token: string): () => Promise<number> {
  const over = new AbortController()
  const spin = async (): Promise<number> => {
    let denied = 0
    while (!over.signal.aborted) {
      const body = new URLSearchParams({ ...server.form, grant_type: 'refresh_token', refresh_token })
      const answer = await fetch(`http://127.0.0.1:${server.port}${server.path}`, { method: 'POST', body })
      const text = await answer.text()
      if (answer.status !== 403) throw new Error(`A rule that spins was answered with ${answer.status} ${text}`)
      denied += 1
    }
    return denied
  }
  const all = Promise.all(Array.from({ length: SPINNING }, spin))
  return async () => {
    over.abort()
    return (await all).reduce((sum, count) => sum + count, 0)
  }
}

/** Whether tokens that need no rule come as soon while rules compute for their whole time. The server has all cores. */
export async function measureRulesSpin(settings: Settings): Promise<Section> {
  await using deployment = await newDeployment()
  await using child = startSymbolon(deployment, undefined)
  await untilReady(child, deployment.port)
  const machine = serverOf(deployment, child, 'ES256', await makeClient(deployment, 'ES256'))
  const person = await logInAtSymbolon(deployment, child, 'ES256')
  const { refresh_token = '' } = await redeem(person, 'read offline_access', true)
  await addRules(deployment, [SPINNING_RULE])
  const once = { ...settings, tries: 1, connections: 8 }
  const rounds: readonly Round[] = await alternate(settings.rounds * 2, async () => {
    const quiet = await putUnderLoad(machine, once, { rate: TOKENS })
    const stop = keepSpinning(person, refresh_token)
    const busy = await putUnderLoad(machine, once, { rate: TOKENS })
    return { quiet, busy, spun: await stop() }
  })
  const slower = median(rounds.map(({ quiet, busy }) => busy.p99 / quiet.p99))
  return {
    name: 'rules-spin',
    title: `Client credentials while ${SPINNING} rules compute for their whole time, ES256`,
    table: {
      head: ['', ...loadHead],
      rows: [
        ['tokens, quiet', ...loadColumns(rounds.map(({ quiet }) => quiet))],
        ['tokens, busy', ...loadColumns(rounds.map(({ busy }) => busy))],
      ],
    },
    figures: [
      atMost('p99 of its quiet value', slower, 2, 'x'),
      plain('rules stopped in a round', median(rounds.map(({ spun }) => spun))),
    ],
    notes: [],
  }
}
