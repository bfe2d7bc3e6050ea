import { freePort } from '../servers/server.ts'
import { makeClient, newDeployment, serverOf, startSymbolon, untilReady } from '../servers/symbolon.ts'
import { alternate, median } from './alternate.ts'
import { loadColumns, loadHead, putUnderLoad } from './load.ts'
import { atLeast } from './section.ts'
import type { Section } from './section.ts'
import type { Settings } from './settings.ts'

const name = 'two-processes'
const title = 'One process and two on one PostgreSQL, RS256'

/** One process on one core against two processes on a core each, on the same database. */
async function compare(database: string, settings: Settings): Promise<Section> {
  const { cores } = settings
  const [firstCore, secondCore] = cores.both?.split(',') ?? []
  await using deployment = await newDeployment(database)
  await using first = startSymbolon(deployment, firstCore)
  await untilReady(first, deployment.port)
  const one = serverOf(deployment, first, 'RS256', await makeClient(deployment, 'RS256'))
  const port = await freePort()
  await using second = startSymbolon(deployment, secondCore, port)
  await untilReady(second, port)
  const other = { ...one, port, process: second }
  const rounds = await alternate(settings.rounds + 1, async () => ({
    one: await putUnderLoad(one, settings),
    two: await putUnderLoad(one, settings, { cores: cores.both, together: [other] }),
  }))
  return {
    name,
    title,
    table: {
      head: ['', ...loadHead],
      rows: [
        ['one process', ...loadColumns(rounds.map((each) => each.one))],
        ['two processes', ...loadColumns(rounds.map((each) => each.two))],
      ],
    },
    figures: [
      atLeast(
        'two processes, of one, per second',
        median(rounds.map((each) => each.two.perSecond / each.one.perSecond)),
        1.7,
      ),
    ],
    notes: ['by the wall clock; two processes share their cores with the load; PostgreSQL counts as a neighbour'],
  }
}

/** A PostgreSQL of our own, or the reason why there is none. */
export async function findPostgres() {
  try {
    const { startPostgres } = await import('../../test/databases/postgres.ts')
    return await startPostgres()
  } catch (error) {
    return `no PostgreSQL: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** What a second process adds. Skipped, with the reason, where there is no second core or no PostgreSQL. */
export async function measureTwoProcesses(settings: Settings): Promise<Section> {
  const skipped = (why: string): Section => ({ name, title, figures: [], notes: [`skipped: ${why}`] })
  if (settings.cores.both === undefined || settings.cores.count < 2) return skipped('it takes two cores and taskset')
  const postgres = await findPostgres()
  if (typeof postgres === 'string') return skipped(postgres)
  try {
    return await compare(await postgres.createDatabase(), settings)
  } finally {
    await postgres.stop()
  }
}
