import { startFastifyJson } from '../servers/fastify-json.ts'
import {
  asAdministrator,
  administratorHeaders,
  newDeployment,
  serverOf,
  startSymbolon,
  untilReady,
} from '../servers/symbolon.ts'
import { alternate, median } from './alternate.ts'
import { loadColumns, loadHead, putUnderLoad } from './load.ts'
import type { Measured } from './load.ts'
import { atLeast } from './section.ts'
import type { Section } from './section.ts'
import type { Settings } from './settings.ts'

type Round = { readonly bare: Measured; readonly read: readonly Measured[] }

/** What reading one thing by its id costs beside the bare route of Fastify with the same answer. */
export async function measureReads(settings: Settings): Promise<Section> {
  const core = settings.cores.server
  await using deployment = await newDeployment()
  await using child = startSymbolon(deployment, core)
  await untilReady(child, deployment.port)
  const make = await asAdministrator(deployment)
  const client = await make<{ client_id: string }>('clients', { name: 'read', app_type: 'regular_web' })
  const role = await make<{ id: string }>('roles', { name: 'read' })
  const user = await make<{ user_id: string }>('users', {
    connection: 'Username-Password-Authentication',
    email: 'anna@bench.example',
    password: 'Correct-horse-7',
    verify_email: false,
  })
  // A token with all scopes is nine kilobytes of headers, which nobody sends who reads.
  const scope = 'read:clients read:roles read:users'
  const { authorization } = await administratorHeaders(deployment, scope)
  const paths = {
    'a client': `clients/${client.client_id}`,
    'a role': `roles/${role.id}`,
    'a user': `users/${encodeURIComponent(user.user_id)}`,
  }
  const things = Object.entries(paths).map(([name, path]) => ({ name, path: `/api/v2/${path}` }))
  const server = serverOf(deployment, child, 'RS256', {})
  const answer: unknown = await (
    await fetch(`${deployment.url}/api/v2/clients/${client.client_id}`, { headers: { authorization } })
  ).json()
  await using bare = await startFastifyJson(answer, core)
  const reading = (at: typeof server, path: string) =>
    putUnderLoad(at, settings, { flow: async () => ({ is: 'read', path, authorization }) })
  const rounds: readonly Round[] = await alternate(settings.rounds * 2, async () => {
    const measured = { bare: await reading(bare, '/'), read: [] as Measured[] }
    for (const { path } of things) measured.read.push(await reading(server, path))
    return measured
  })
  const ofBare = (index: number): number =>
    median(rounds.map(({ bare: bound, read }) => (read[index]?.perCore ?? NaN) / bound.perCore))
  return {
    name: 'reads',
    title: 'Reading by id through the Management API',
    table: {
      head: ['', ...loadHead],
      rows: [
        ['bare Fastify, a client', ...loadColumns(rounds.map((round) => round.bare))],
        ...things.map(({ name }, index) => [
          name,
          ...loadColumns(rounds.flatMap(({ read }) => (read[index] ? [read[index]] : []))),
        ]),
      ],
    },
    figures: things.map(({ name }, index) => atLeast(`${name}, of bare Fastify`, ofBare(index), 0.6)),
    notes: ['each read finds out who asks, and whether that administrator still may'],
  }
}
