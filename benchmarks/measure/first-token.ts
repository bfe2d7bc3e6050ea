import { firstToken } from '../servers/server.ts'
import type { Server } from '../servers/server.ts'
import { makeClient, newDeployment, serverOf, startSymbolon, untilReady } from '../servers/symbolon.ts'
import type { Deployment } from '../servers/symbolon.ts'
import { startOidcProvider } from '../servers/oidc-provider.ts'
import { median } from './alternate.ts'
import { below, plain } from './section.ts'
import type { Section } from './section.ts'
import type { Settings } from './settings.ts'

/** Milliseconds from the start of a process to its first token, on a deployment that exists. */
export async function timeFirstToken(
  deployment: Deployment,
  form: Server['form'],
  settings: Settings,
): Promise<number> {
  await using child = startSymbolon(deployment, settings.cores.server)
  return await firstToken(serverOf(deployment, child, 'RS256', form))
}

async function timePeer(settings: Settings): Promise<number> {
  await using peer = await startOidcProvider('RS256', settings.cores.server)
  return peer.firstToken
}

/** Makes the deployment, and says how long it took until the process was ready. */
async function startOnNothing(deployment: Deployment, settings: Settings) {
  await using child = startSymbolon(deployment, settings.cores.server)
  await untilReady(child, deployment.port)
  const milliseconds = performance.now() - child.startedAt
  return { milliseconds, form: await makeClient(deployment, 'RS256') }
}

/** How long after its start a process gives its first token. */
export async function measureFirstToken(settings: Settings): Promise<Section> {
  await using deployment = await newDeployment()
  const onNothing = await startOnNothing(deployment, settings)
  const symbolon: number[] = []
  const peer: number[] = []
  for (let index = 0; index < settings.starts; index++) {
    symbolon.push(await timeFirstToken(deployment, onNothing.form, settings))
    peer.push(await timePeer(settings))
  }
  return {
    name: 'start',
    title: 'From process start to the first token',
    figures: [
      below('existing database, first token', median(symbolon), 1000, ' ms'),
      plain('oidc-provider, first token', median(peer), ' ms'),
      plain('empty folder, ready', onNothing.milliseconds, ' ms'),
    ],
    notes: [`median of ${settings.starts} starts, RS256, one core`],
  }
}
