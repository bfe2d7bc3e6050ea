import { addPeople, crowdEmail } from '../servers/people-crowd.ts'
import { administratorHeaders, newDeployment, startSymbolon, untilReady } from '../servers/symbolon.ts'
import type { Deployment } from '../servers/symbolon.ts'
import { median } from './alternate.ts'
import { findPostgres } from './two-processes.ts'
import { below, plain, round } from './section.ts'
import type { Figure, Section } from './section.ts'
import type { Settings } from './settings.ts'

/** How often each question is asked, each time about somebody else. */
const times = 40

/** Questions that an index answers, about the user of this number. */
const QUESTIONS: Readonly<Record<string, (index: number) => string>> = {
  'email, exactly': (index) => `email:"${crowdEmail(index)}"`,
  'email, its beginning': (index) => `email:person${index}*`,
  'name, exactly': (index) => `name:"Ada ${index - (index % 10)}"`,
  'email and something inside the document': (index) => `email:"${crowdEmail(index)}" AND app_metadata.number:${index}`,
}

const milliseconds = async (ask: () => Promise<void>): Promise<number> => {
  const begun = performance.now()
  await ask()
  return performance.now() - begun
}

async function timeSearches(deployment: Deployment, people: number, settings: Settings) {
  await using child = startSymbolon(deployment, settings.cores.server)
  await untilReady(child, deployment.port)
  const headers = await administratorHeaders(deployment, 'read:users')
  const medians: Record<string, number> = {}
  for (const [name, question] of Object.entries(QUESTIONS)) {
    const taken: number[] = []
    for (let at = 0; at < times; at++) {
      // Somewhere else each time, so that nothing that was just read helps.
      const index = Math.floor((people / times) * at)
      const url = `${deployment.url}/api/v2/users?per_page=10&include_totals=true&q=${encodeURIComponent(question(index))}`
      taken.push(
        await milliseconds(async () => {
          const answer = await fetch(url, { headers })
          const { users }: { users?: readonly unknown[] } = JSON.parse(await answer.text())
          if (!users?.length) throw new Error(`${url}: ${answer.status}, nobody found`)
        }),
      )
    }
    medians[name] = median(taken)
  }
  return medians
}

/** Makes the tenant, fills it while nothing runs on it, and asks. */
async function searchIn(database: string | undefined, settings: Settings) {
  await using deployment = await newDeployment(database)
  {
    await using child = startSymbolon(deployment, settings.cores.server)
    await untilReady(child, deployment.port)
  }
  const filled = await milliseconds(() => addPeople(deployment, settings.people))
  return {
    filled: settings.people / (filled / 1000),
    medians: await timeSearches(deployment, settings.people, settings),
  }
}

/** How long a search of users takes among many, on both databases. */
export async function measureSearch(settings: Settings): Promise<Section> {
  const sqlite = await searchIn(undefined, settings)
  const postgres = await findPostgres()
  const other = typeof postgres === 'string' ? undefined : await searchIn(await postgres.createDatabase(), settings)
  if (typeof postgres !== 'string') await postgres.stop()
  const figuresOf = (name: string, { medians, filled }: typeof sqlite): readonly Figure[] => [
    ...Object.entries(medians).map(([question, taken]) => below(`${name}: ${question}`, taken, 20, ' ms')),
    plain(`${name}: users written one by one`, filled, ' a second'),
  ]
  return {
    name: 'search',
    title: `Searching among ${round(settings.people)} users`,
    figures: [...figuresOf('SQLite', sqlite), ...(other ? figuresOf('PostgreSQL', other) : [])],
    notes: [
      'medians of one question after the other, through HTTP, with totals, each about somebody else',
      ...(typeof postgres === 'string' ? [postgres] : []),
    ],
  }
}
