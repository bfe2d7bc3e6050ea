// Which action says who is meant by a token of somebody else's. The files name the action.
import type { Document } from '@symbolon/protocol/entities/entity'
import { TOKEN_EXCHANGE_PROFILE } from '@symbolon/protocol/entities/token-exchange-profile'
import { keep } from '../../code/plan.ts'
import { CommandError } from '../../command-error.ts'
import { isDocument, type ManagementClient } from '../../management-client.ts'
import { acceptable } from '../acceptable.ts'
import { documentsIn } from '../assets.ts'
import { differences } from '../differences.ts'
import { together, type Here, type Left, type Plan } from '../here.ts'

const NOUN = 'token-exchange-profile'

/** The id of the action of this name; undefined where there is none. */
async function findAction({ call }: ManagementClient, name: string): Promise<string | undefined> {
  const answer = await call('GET', `actions/actions?${new URLSearchParams({ actionName: name })}`)
  const [action] = documentsIn(isDocument(answer) ? answer['actions'] : answer)
  return action && String(action['id'])
}

async function planProfile(here: Here, said: Document, existing: readonly Document[], actions: ReadonlySet<string>) {
  const name = String(said['name'])
  const action = String(said['action'])
  const tell = (says: string): Left => ({ noun: NOUN, name, says })
  const { fields, left: lost } = await acceptable(TOKEN_EXCHANGE_PROFILE, said, ['action', 'action_id'])
  const left = lost.map(tell)
  const id = await findAction(here.management, action)
  const before = existing.find((one) => one['name'] === name)
  if (before) {
    const { type: _type, ...rest } = fields
    const changes = differences(before, rest)
    const says = Object.keys(changes).join(', ')
    const path = `${TOKEN_EXCHANGE_PROFILE.path}/${encodeURIComponent(String(before['id']))}`
    const act = () => here.management.call('PATCH', path, changes)
    const stays = before['action_id'] === id ? [] : [tell('action is another here, and cannot be changed')]
    const steps = says === '' ? [keep(NOUN, name)] : [{ verb: 'update' as const, noun: NOUN, name, says, act }]
    return { steps, left: [...left, ...stays] }
  }
  if (id === undefined && !actions.has(action))
    return { steps: [], left: [...left, tell(`there is no action ${action}`)] }
  const act = async () => {
    const action_id = id ?? (await findAction(here.management, action))
    if (action_id === undefined) throw new CommandError(`It needs the action ${action}, which is not there.`)
    return here.management.call('POST', TOKEN_EXCHANGE_PROFILE.path, { ...fields, action_id })
  }
  return { steps: [{ verb: 'create' as const, noun: NOUN, name, says: 'new', act }], left }
}

/** @param actions the actions of the files, which are there when their steps are done */
export async function planTokenExchange(here: Here, value: unknown, actions: unknown): Promise<Plan> {
  const documents = documentsIn(value)
  if (documents.length === 0) return together([])
  const existing = await here.all(TOKEN_EXCHANGE_PROFILE)
  const named = new Set(documentsIn(actions).map((action) => String(action['name'])))
  return together(await Promise.all(documents.map((document) => planProfile(here, document, existing, named))))
}
