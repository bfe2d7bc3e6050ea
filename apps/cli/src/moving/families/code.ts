// Rules, hooks and actions: planned as symbolon rule deploy and its like do.
import type { Document } from '@symbolon/protocol/entities/entity'
import { planActions } from '../../code/deploy-actions.ts'
import { planHooks } from '../../code/deploy-hooks.ts'
import { planRules } from '../../code/deploy-rules.ts'
import type { PlanDeployment } from '../../code/deployment.ts'
import type { Folder, FolderFile } from '../../code/folder.ts'
import { CommandError } from '../../command-error.ts'
import { isDocument } from '../../management-client.ts'
import { assetsOf, documentsIn, type Assets } from '../assets.ts'
import type { Here, Left, Plan } from '../here.ts'

const FAMILIES: Readonly<Record<string, string>> = {
  rules: 'rules',
  'rules-configs': 'rulesConfigs',
  hooks: 'hooks',
  actions: 'actions',
}

const nameOf = ({ name, key }: Document): string => String(name ?? key ?? '')

/** What was read as the folder in which the deployments of code look. */
const folderOf = (assets: Assets): Folder => {
  const triggers = assetsOf(assets, 'triggers')
  return {
    files: (below) =>
      documentsIn(assetsOf(assets, FAMILIES[below] ?? below)).map((document): FolderFile => ({
        path: `${below}/${nameOf(document)}`,
        document,
      })),
    find: (path) =>
      path === 'triggers/triggers.json' && isDocument(triggers) ? { path, document: triggers } : undefined,
    codeOf: ({ path, document }, field) => {
      const code = document[field]
      if (typeof code === 'string') return code
      throw new CommandError(`${path} has no ${field}.`)
    },
  }
}

const PLANS: readonly (readonly [noun: string, plan: PlanDeployment])[] = [
  ['rules', planRules],
  ['hooks', planHooks],
  ['actions', planActions],
]

/** What one of the deployments cannot do is left as a whole, and said why. */
async function planned(here: Here, folder: Folder, [noun, plan]: (typeof PLANS)[number]): Promise<Plan> {
  try {
    return { steps: await plan(folder, here.secret, here.management), left: [] }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    const left: Left = { noun: 'code', name: noun, says: error.message.replace(/\.$/, '') }
    return { steps: [], left: [left] }
  }
}

/** Secrets of hooks whose values are in no export. */
const hookSecretsLeft = (here: Here, assets: Assets): readonly Left[] =>
  documentsIn(assetsOf(assets, 'hooks')).flatMap((hook) =>
    Object.entries(isDocument(hook['secrets']) ? hook['secrets'] : {})
      .filter(([name, said]) => here.secret(name, said, 'hooks') === undefined)
      .map(([name]) => ({ noun: 'hook', name: nameOf(hook), says: `secrets wait for ${name}` })),
  )

export async function planCode(here: Here, assets: Assets): Promise<Plan> {
  const folder = folderOf(assets)
  const plans: Plan[] = [{ steps: [], left: hookSecretsLeft(here, assets) }]
  for (const one of PLANS) plans.push(await planned(here, folder, one))
  return { steps: plans.flatMap(({ steps }) => steps), left: plans.flatMap(({ left }) => left) }
}
