// Which client grants let clients ask for tokens of an organization. The files name the client alone, so that it is told which of several
// grants is meant only where all of them are.
import type { Document } from '@symbolon/protocol/entities/entity'
import { CLIENT } from '@symbolon/protocol/entities/client'
import { CLIENT_GRANT } from '@symbolon/protocol/entities/client-grant'
import { ORGANIZATION } from '@symbolon/protocol/entities/organization'
import type { PlanStep } from '../../code/plan.ts'
import { CommandError } from '../../command-error.ts'
import { allBelow } from '../all-below.ts'
import { documentsIn } from '../assets.ts'
import { knownId, type Here, type Left, type Plan } from '../here.ts'
import { audienceHere } from './apis-and-clients.ts'

const NOUN = 'organization'

const isOpen = ({ organization_usage: usage = 'deny' }: Document): boolean => usage !== 'deny'

/** The APIs for which a client, by its name or id, will have grants that organizations may use. */
async function audiencesOf(here: Here, named: string, said: readonly Document[]): Promise<readonly string[]> {
  const ids = [named, knownId(here, CLIENT.collection, named)]
  const there = (await here.all(CLIENT_GRANT)).filter(({ client_id }) => ids.includes(String(client_id)))
  const told = said.filter(({ client_id }) => client_id === named)
  const usage = new Map<string, boolean>()
  for (const one of [...there, ...told])
    if (one['organization_usage'] !== undefined || !usage.has(String(one['audience'])))
      usage.set(audienceHere(String(one['audience']), here), isOpen(one))
  return [...usage].filter(([, open]) => open).map(([audience]) => audience)
}

async function add(here: Here, path: string, named: string, audience: string): Promise<unknown> {
  const client_id = knownId(here, CLIENT.collection, named) ?? named
  const query = new URLSearchParams({ client_id, audience })
  const [grant] = documentsIn(await here.management.call('GET', `client-grants?${query}`))
  if (!grant) throw new CommandError(`${named} has no client grant for ${audience}.`)
  return here.management.call('POST', path, { grant_id: grant['id'] })
}

/** @param said the client grants of the files */
export async function planOrganizationGrants(
  here: Here,
  organization: Document,
  before: Document | undefined,
  said: readonly Document[],
): Promise<Plan> {
  const name = String(organization['name'])
  const pathOf = (): string =>
    `organizations/${encodeURIComponent(here.idOf(ORGANIZATION.collection, name))}/client-grants`
  const held = before ? await allBelow(here.management, pathOf(), 'client_grants') : []
  const steps: PlanStep[] = []
  const left: Left[] = []
  const wanted = Map.groupBy(documentsIn(organization['client_grants']), ({ client_id }) => String(client_id))
  for (const [named, entries] of wanted) {
    const open = await audiencesOf(here, named, said)
    const ids = [named, knownId(here, CLIENT.collection, named)]
    const has = new Set(held.filter((one) => ids.includes(String(one['client_id']))).map((one) => one['audience']))
    if (has.size >= entries.length) continue
    if (open.length !== entries.length) {
      const why =
        open.length === 0 ? 'none of its grants is for organizations' : 'it has several grants for organizations'
      left.push({ noun: NOUN, name, says: `the client grant of ${named}: ${why}` })
      continue
    }
    for (const audience of open.filter((one) => !has.has(one))) {
      const act = () => add(here, pathOf(), named, audience)
      steps.push({ verb: 'set', noun: NOUN, name, says: `client grant of ${named} for ${audience}`, act })
    }
  }
  return { steps, left }
}
