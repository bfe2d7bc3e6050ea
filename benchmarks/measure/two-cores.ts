import { makeClient, newDeployment, serverOf, startSymbolon, untilReady } from '../servers/symbolon.ts'
import { alternate, median } from './alternate.ts'
import { loadColumns, loadHead, putUnderLoad } from './load.ts'
import { atLeast } from './section.ts'
import type { Section } from './section.ts'
import type { Settings } from './settings.ts'

/** What a process makes of a second core with its threadpool. RS256, because only there is a signature worth a thread. */
export async function measureTwoCores(settings: Settings): Promise<Section> {
  const { cores } = settings
  const name = 'two-cores'
  const title = 'One process on one core and on two, RS256'
  if (cores.both === undefined || cores.count < 2) {
    return { name, title, figures: [], notes: ['skipped: it takes two cores and taskset'] }
  }
  await using narrow = await newDeployment()
  await using wide = await newDeployment()
  await using onOne = startSymbolon(narrow, cores.server)
  await using onTwo = startSymbolon(wide, cores.both)
  await Promise.all([untilReady(onOne, narrow.port), untilReady(onTwo, wide.port)])
  const one = serverOf(narrow, onOne, 'RS256', await makeClient(narrow, 'RS256'))
  const two = serverOf(wide, onTwo, 'RS256', await makeClient(wide, 'RS256'))
  const rounds = await alternate(settings.rounds + 1, async () => ({
    one: await putUnderLoad(one, settings),
    two: await putUnderLoad(two, settings, { cores: cores.both }),
  }))
  return {
    name,
    title,
    table: {
      head: ['', ...loadHead],
      rows: [
        ['one core', ...loadColumns(rounds.map((each) => each.one))],
        ['two cores', ...loadColumns(rounds.map((each) => each.two))],
      ],
    },
    figures: [
      atLeast(
        'two cores, of one, per second',
        median(rounds.map((each) => each.two.perSecond / each.one.perSecond)),
        1.7,
      ),
    ],
    notes: ['by the wall clock; on two cores the load runs on the same two, on one core it has the other for itself'],
  }
}
