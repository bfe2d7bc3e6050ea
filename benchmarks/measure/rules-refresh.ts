import { logInAtSymbolon } from '../servers/symbolon-person.ts'
import { addRules, TYPICAL_RULES } from '../servers/symbolon-rules.ts'
import { newDeployment, startSymbolon, untilReady } from '../servers/symbolon.ts'
import { redeem } from '../servers/visit.ts'
import { alternate, median } from './alternate.ts'
import type { Flow } from '../load/job.ts'
import { loadColumns, loadHead, putUnderLoad, warmUp } from './load.ts'
import type { Measured } from './load.ts'
import { atLeast } from './section.ts'
import type { Section } from './section.ts'
import type { Settings } from './settings.ts'

type Round = { readonly without: Measured; readonly withRules: Measured }

const placeFor = async (settings: Settings, rules: readonly string[]) => {
  const deployment = await newDeployment()
  const child = startSymbolon(deployment, settings.cores.server)
  await untilReady(child, deployment.port)
  const person = await logInAtSymbolon(deployment, child, 'ES256')
  await addRules(deployment, rules)
  const tokens = async (): Promise<readonly string[]> => {
    const all = Array.from({ length: settings.connections }, () => redeem(person, 'read offline_access', true))
    return (await Promise.all(all)).map(({ refresh_token = '' }) => refresh_token)
  }
  const flow = async (): Promise<Flow> => ({ is: 'refresh', tokens: await tokens() })
  return {
    warmUp: () => warmUp(person.server, settings, { flow }),
    measure: () => putUnderLoad(person.server, settings, { flow }),
    [Symbol.asyncDispose]: async () => {
      await child.stop()
      await deployment[Symbol.asyncDispose]()
    },
  }
}

/** What three rules leave of the rate of refreshing. The runners share the server's core, and their CPU time is counted. */
export async function measureRulesRefresh(settings: Settings): Promise<Section> {
  await using plain = await placeFor(settings, [])
  await using ruled = await placeFor(settings, TYPICAL_RULES)
  await plain.warmUp()
  await ruled.warmUp()
  const rounds: readonly Round[] = await alternate(settings.rounds * 2, async () => ({
    without: await plain.measure(),
    withRules: await ruled.measure(),
  }))
  const left = median(rounds.map(({ without, withRules }) => withRules.perCore / without.perCore))
  return {
    name: 'rules-refresh',
    title: 'Refresh with three rules, ES256',
    table: {
      head: ['', ...loadHead],
      rows: [
        ['no rules', ...loadColumns(rounds.map(({ without }) => without))],
        ['three rules', ...loadColumns(rounds.map(({ withRules }) => withRules))],
      ],
    },
    figures: [atLeast('of the rate without rules', left, 0.6)],
    notes: [],
  }
}
