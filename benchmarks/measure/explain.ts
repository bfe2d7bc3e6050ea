import {
  asAdministrator,
  makeClient,
  newDeployment,
  startSymbolon,
  untilReady,
  type Deployment,
} from '../servers/symbolon.ts'
import type { Server } from '../servers/server.ts'
import { alternate, median } from './alternate.ts'
import { atMost, plain, round } from './section.ts'
import type { Section } from './section.ts'
import type { Settings } from './settings.ts'

/** Calls of one kind in one round. */
const CALLS = 100

/** Milliseconds that a call takes, the median of many one after the other. */
async function timeOf(call: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let count = 0; count < CALLS; count += 1) {
    const begun = performance.now()
    await call()
    times.push(performance.now() - begun)
  }
  return median(times)
}

async function issue({ url }: Deployment, form: Server['form']): Promise<string> {
  const answer = await fetch(`${url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return String(Object(await answer.json()).access_token)
}

/** How long explain takes for a request and for a token, beside issuing that token: one caller, one call after the other. */
export async function measureExplain(settings: Settings): Promise<Section> {
  await using deployment = await newDeployment()
  await using child = startSymbolon(deployment, settings.cores.server)
  await untilReady(child, deployment.port)
  const form = await makeClient(deployment, 'RS256')
  const ask = await asAdministrator(deployment)
  const { client_id, audience } = form
  const token = await issue(deployment, form)
  const rounds = await alternate(settings.rounds * 2, async () => ({
    issuing: await timeOf(() => issue(deployment, form)),
    request: await timeOf(() => ask('explain', { client_id, audience })),
    given: await timeOf(() => ask('explain', { token })),
  }))
  const milliseconds = (name: keyof (typeof rounds)[number]): number => median(rounds.map((one) => one[name]))
  const ratio = (name: 'request' | 'given'): number => median(rounds.map((one) => one[name] / one.issuing))
  return {
    name: 'explain',
    title: 'Explain beside issuing, RS256',
    table: {
      head: ['', 'ms'],
      rows: [
        ['issuing a token', round(milliseconds('issuing'))],
        ['explaining the request', round(milliseconds('request'))],
        ['explaining the token', round(milliseconds('given'))],
      ],
    },
    figures: [
      atMost('a request, of the time of issuing', ratio('request'), 3, ' x'),
      atMost('a token, of the time of issuing', ratio('given'), 3, ' x'),
      plain('issuing', milliseconds('issuing'), ' ms'),
    ],
    notes: [],
  }
}
