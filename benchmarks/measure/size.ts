import { population } from '../load/population.ts'
import { addCrowd } from '../servers/crowd.ts'
import type { Server } from '../servers/server.ts'
import { makeClient, newDeployment, serverOf, startSymbolon, untilReady } from '../servers/symbolon.ts'
import type { Deployment } from '../servers/symbolon.ts'
import { residentMiB } from '../machine/usage.ts'
import { alternate, median } from './alternate.ts'
import { timeFirstToken } from './first-token.ts'
import { loadColumns, loadHead, putUnderLoad } from './load.ts'
import type { Measured } from './load.ts'
import { atLeast, below, plain } from './section.ts'
import type { Section } from './section.ts'
import type { Settings } from './settings.ts'

/** Clients that a round of the wide walk may meet at most, so that each round meets others. */
const stride = population.clients / 5

/** A deployment with one client and one API. */
async function prepare(deployment: Deployment, settings: Settings): Promise<Server['form']> {
  await using child = startSymbolon(deployment, settings.cores.server)
  await untilReady(child, deployment.port)
  return await makeClient(deployment, 'ES256')
}

/** What 100,000 clients and 10,000 APIs in the database cost. ES256, because nothing else hides behind its signature. */
export async function measureSize(settings: Settings): Promise<Section> {
  const core = settings.cores.server
  await using small = await newDeployment()
  await using large = await newDeployment()
  const smallForm = await prepare(small, settings)
  const largeForm = await prepare(large, settings)
  await addCrowd(large, largeForm)
  const firstToken = await timeFirstToken(large, largeForm, settings)

  await using onSmall = startSymbolon(small, core)
  await using onLarge = startSymbolon(large, core)
  await Promise.all([untilReady(onSmall, small.port), untilReady(onLarge, large.port)])
  const few = serverOf(small, onSmall, 'ES256', smallForm)
  const many = serverOf(large, onLarge, 'ES256', largeForm)
  const walk = (crowd: number, from: number) => ({ walk: { crowd, from } })
  const rounds = await alternate(settings.rounds + 1, async (index) => ({
    few: await putUnderLoad(few, settings),
    hot: await putUnderLoad(many, settings),
    thousand: await putUnderLoad(many, settings, walk(1000, 0)),
    all: await putUnderLoad(many, settings, walk(population.clients, index * stride)),
  }))
  const memory = residentMiB(onLarge.pid)

  const row = (of: (each: (typeof rounds)[number]) => Measured): readonly string[] => loadColumns(rounds.map(of))
  const ofFew = (of: (each: (typeof rounds)[number]) => Measured): number =>
    median(rounds.map((each) => of(each).perCore / each.few.perCore))
  return {
    name: 'size',
    title: 'The size of the database, client credentials, ES256',
    table: {
      head: ['', ...loadHead],
      rows: [
        ['1 client, 1 API', ...row(({ few }) => few)],
        ['100,000 clients, 10,000 APIs: one of them asks', ...row(({ hot }) => hot)],
        ['... 1,000 of them ask in turn', ...row(({ thousand }) => thousand)],
        ['... all of them ask in turn', ...row(({ all }) => all)],
      ],
    },
    figures: [
      atLeast(
        'one client among 100,000, of one alone',
        ofFew(({ hot }) => hot),
        0.9,
      ),
      plain(
        '1,000 clients in turn, of one alone',
        ofFew(({ thousand }) => thousand),
      ),
      plain(
        '100,000 clients in turn, of one alone',
        ofFew(({ all }) => all),
      ),
      below('large database, first token', firstToken, 1000, ' ms'),
      plain('large database, resident after the load', memory, ' MiB'),
    ],
    notes: ['all of them in turn: each asks for the first time, which no memory of the process can help'],
  }
}
