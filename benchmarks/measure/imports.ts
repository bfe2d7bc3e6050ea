import { setTimeout as pause } from 'node:timers/promises'
import { cpuSeconds, residentMiB } from '../machine/usage.ts'
import { administratorHeaders, newDeployment, startSymbolon, untilReady } from '../servers/symbolon.ts'
import type { Deployment } from '../servers/symbolon.ts'
import { atLeast, below, plain } from './section.ts'
import type { Section } from './section.ts'
import type { Settings } from './settings.ts'

/** Users of one file: as many as go into 500 KB. */
const usersOfFile = 1_500

/** How much the second half may add, in MiB: what a garbage collector leaves lying about, and pages of a larger database. */
const slack = 24

const userOf = (n: number) => ({
  email: `person.${n}@import.example`,
  user_id: `${n.toString(16).padStart(24, '0')}`,
  email_verified: n % 3 > 0,
  name: `Person ${n}`,
  given_name: 'Person',
  user_metadata: { theme: n % 2 > 0 ? 'dark' : 'light' },
  app_metadata: { plan: `plan-${n % 7}` },
  password_hash: `$2b$10$${String(n).padStart(53, '0')}`,
})

type Job = { readonly id: string; readonly status: string; readonly summary?: { readonly inserted: number } }

async function answerOf<T>(asked: Promise<Response>): Promise<T> {
  const answer = await asked
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  // The server's own tests hold what these answers look like.
  const result: T = JSON.parse(await answer.text())
  return result
}

/** Imports users from `first` on as jobs, two at a time, as many as a tenant may have. */
async function importUsers({ url }: Deployment, headers: Record<string, string>, first: number, count: number) {
  const connections = `${url}/api/v2/connections?strategy=auth0`
  const [connection] = await answerOf<{ id: string }[]>(fetch(connections, { headers }))
  const files = Array.from({ length: Math.ceil(count / usersOfFile) }, (_, at) => first + at * usersOfFile).values()
  const lane = async (): Promise<void> => {
    for (const from of files) {
      const length = Math.min(usersOfFile, first + count - from)
      const body = new FormData()
      body.append('users', new Blob([JSON.stringify(Array.from({ length }, (_, at) => userOf(from + at)))]))
      body.append('connection_id', connection?.id ?? '')
      let job = await answerOf<Job>(fetch(`${url}/api/v2/jobs/users-imports`, { method: 'POST', headers, body }))
      while (job.status === 'pending' || job.status === 'processing') {
        await pause(20)
        job = await answerOf<Job>(fetch(`${url}/api/v2/jobs/${job.id}`, { headers }))
      }
      if (job.summary?.inserted !== length) throw new Error(`An import went wrong: ${JSON.stringify(job)}`)
    }
  }
  await Promise.all([lane(), lane()])
}

/** Users in bulk, with hashes of bcrypt, into SQLite; and whether memory grows with them. */
export async function measureImports(settings: Settings): Promise<Section> {
  const { imported, cores } = settings
  await using deployment = await newDeployment()
  await using child = startSymbolon(deployment, cores.server)
  await untilReady(child, deployment.port)
  const headers = await administratorHeaders(deployment)
  const half = imported / 2
  const cpuBefore = cpuSeconds([child.pid])
  const began = performance.now()
  await importUsers(deployment, headers, 0, half)
  const middle = residentMiB(child.pid)
  await importUsers(deployment, headers, half, half)
  const seconds = (performance.now() - began) / 1000
  const cpu = cpuSeconds([child.pid]) - cpuBefore
  const end = residentMiB(child.pid)
  return {
    name: 'imports',
    title: `${imported.toLocaleString('en-US')} users with bcrypt hashes, in files of ${usersOfFile.toLocaleString('en-US')}, SQLite`,
    figures: [
      atLeast('users per CPU second', imported / (cpu === 0 ? seconds : cpu), 3_000),
      plain('users per second', imported / seconds),
      below('growth over the second half', end - middle, slack, ' MiB'),
    ],
    notes: [`${middle.toFixed(0)} MiB after half of them, ${end.toFixed(0)} MiB after all`],
  }
}
