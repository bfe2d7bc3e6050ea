import { makeClient, newDeployment, serverOf, startSymbolon, untilReady } from '../servers/symbolon.ts'
import type { Deployment } from '../servers/symbolon.ts'
import { residentMiB } from '../machine/usage.ts'
import { putUnderLoad } from './load.ts'
import { below } from './section.ts'
import type { Section } from './section.ts'
import type { Settings } from './settings.ts'

/** How much the second half may add, in MiB: what a garbage collector leaves lying about, not what a leak does. */
const slack = 8

/** Resident memory after many tokens, and whether it still grows by then. ES256, because it gives the most per second. */
export async function measureMemory(settings: Settings): Promise<Section> {
  await using deployment = await newDeployment()
  const form = await arrange(deployment, settings)
  await using child = startSymbolon(deployment, settings.cores.server)
  await untilReady(child, deployment.port)
  const server = serverOf(deployment, child, 'ES256', form)
  // Once each: a second try would hand out more tokens than are counted.
  const once = { ...settings, tries: 1 }
  const half = { until: { answers: settings.memoryTokens / 2 } }
  const before = residentMiB(child.pid)
  await putUnderLoad(server, once, half)
  const middle = residentMiB(child.pid)
  await putUnderLoad(server, once, half)
  const end = residentMiB(child.pid)
  return {
    name: 'memory',
    title: `Resident memory over ${settings.memoryTokens.toLocaleString('en-US')} tokens, ES256`,
    figures: [below('at the end', end, 120, ' MiB'), below('growth over the second half', end - middle, slack, ' MiB')],
    notes: [`${before.toFixed(0)} MiB before the first, ${middle.toFixed(0)} MiB after half of them`],
  }
}

/** In a process of its own, so that the one that is measured has done nothing but issue tokens. */
async function arrange(deployment: Deployment, settings: Settings) {
  await using child = startSymbolon(deployment, settings.cores.server)
  await untilReady(child, deployment.port)
  return await makeClient(deployment, 'ES256')
}
