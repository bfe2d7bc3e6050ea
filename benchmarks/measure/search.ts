import { addPeople, crowdEmail, crowdProfile, crowdTime } from '../servers/people-crowd.ts'
import { administratorHeaders, newDeployment, startSymbolon, untilReady } from '../servers/symbolon.ts'
import type { Deployment } from '../servers/symbolon.ts'
import { median } from './alternate.ts'
import { findPostgres } from './two-processes.ts'
import { below, plain, round } from './section.ts'
import type { Figure, Section } from './section.ts'
import type { Settings } from './settings.ts'

/** How often each question is asked, each time about somebody else. */
const times = 40

const timeOf = (index: number): string => new Date(crowdTime(index)).toISOString()

const ofQuestion = (q: string, more: Readonly<Record<string, string>> = {}) => new URLSearchParams({ q, ...more })

/** Questions that an index answers, about the user of this number: those that find few, and those that find many. */
const QUESTIONS: Readonly<Record<string, (index: number) => URLSearchParams>> = {
  'email, exactly': (index) => ofQuestion(`email:"${crowdEmail(index)}"`),
  'email, its beginning': (index) => ofQuestion(`email:person${index}*`),
  'email, the beginning of a tenth of all': (index) => ofQuestion(`email:person${1 + (index % 9)}*`),
  'name, exactly': (index) => ofQuestion(`name:"${crowdProfile(index).name}"`),
  'given name of a tenth of all, the second page': (index) =>
    ofQuestion(`given_name:${crowdProfile(index).given_name}`, { page: '1' }),
  user_id: (index) => ofQuestion(`user_id:"auth0|${crowdProfile(index).user_id}"`),
  'a word without a field': (index) => ofQuestion(`person${index}`),
  'identities.connection of all': () => ofQuestion('identities.connection:"Username-Password-Authentication"'),
  'identities.user_id': (index) => ofQuestion(`identities.user_id:"${crowdProfile(index).user_id}"`),
  'app_metadata, a number': (index) => ofQuestion(`app_metadata.number:${index}`),
  'app_metadata, nested': (index) =>
    ofQuestion(`app_metadata.address.city:"${crowdProfile(index).app_metadata.address.city}"`),
  'app_metadata that a thousandth has, newest first': (index) =>
    ofQuestion(`app_metadata.plan:"${crowdProfile(index).app_metadata.plan}"`, { sort: 'created_at:-1' }),
  'logins_count, a range': (index) => ofQuestion(`logins_count:[${1 + 4 * (index % 200)} TO ${9 + 4 * (index % 200)}]`),
  'last_login, ten minutes': (index) => ofQuestion(`last_login:[${timeOf(index)} TO ${timeOf(index + 600)}]`),
  'created_at, a day': (index) => ofQuestion(`created_at:${timeOf(index).slice(0, 10)}`),
  '_exists_ that a quarter has': () => ofQuestion('_exists_:last_login'),
  'email AND app_metadata': (index) => ofQuestion(`email:"${crowdEmail(index)}" AND app_metadata.number:${index}`),
  'given name AND family name': (index) =>
    ofQuestion(`given_name:${crowdProfile(index).given_name} AND family_name:${crowdProfile(index).family_name}`),
  'email OR user_id OR family name': (index) =>
    ofQuestion(
      `email:"${crowdEmail(index)}" OR user_id:"auth0|${crowdProfile(index).user_id}" OR family_name:${crowdProfile(index).family_name}`,
    ),
  'all, newest logins first': () => new URLSearchParams({ sort: 'last_login:-1' }),
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
      const url = `${deployment.url}/api/v2/users?per_page=50&include_totals=true&${question(index)}`
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
    plain(`${name}: users written by the step of an import`, filled, ' a second'),
  ]
  return {
    name: 'search',
    title: `Searching among ${round(settings.people)} users`,
    figures: [...figuresOf('SQLite', sqlite), ...(other ? figuresOf('PostgreSQL', other) : [])],
    notes: [
      'medians of one question after the other, through HTTP, with totals, each about somebody else; pages of 50',
      ...(typeof postgres === 'string' ? [postgres] : []),
    ],
  }
}
