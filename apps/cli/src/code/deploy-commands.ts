// symbolon rule deploy, action deploy, hook deploy: a folder of code to a tenant, with a plan first.
import { Command } from 'commander'
import { usageError } from '../command-error.ts'
import { withConnection, type ConnectionOptions } from '../connection.ts'
import { openManagement } from '../management-client.ts'
import { printable, printableJson } from '../output/printable.ts'
import type { Terminal } from '../terminal.ts'
import { planActions } from './deploy-actions.ts'
import { planHooks } from './deploy-hooks.ts'
import { planRules } from './deploy-rules.ts'
import type { PlanDeployment } from './deployment.ts'
import { openFolder } from './folder.ts'
import { secretsFrom } from './folder-secrets.ts'
import { carryOut, plainSteps, showPlan } from './plan.ts'
import { readTexts } from './read-object.ts'

type Options = ConnectionOptions & {
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly json?: boolean
  readonly secrets?: string
}

type Deployment = {
  readonly command: string
  readonly many: string
  readonly layout: string
  readonly plan: PlanDeployment
}

const SECRETS = `Values of secrets are not in the folder: a value of ##NAME## or @@NAME@@ is taken from the environment or from the file of
--secrets, and so is one that an export has left out. No value is ever shown.`

function deployCommand({ command, many, layout, plan }: Deployment, terminal: Terminal): Command {
  const described = `Makes the ${many} of a tenant as a folder says, which is laid out as auth0-deploy-cli does: ${layout}. Shows a plan, asks, and does
it step by step. ${many.slice(0, 1).toUpperCase()}${many.slice(1)} that the folder does not know stay as they are.

${SECRETS}`
  const deploy = new Command('deploy')
    .summary('bring a folder of them to the tenant')
    .description(described)
    .argument('<folder>', 'the folder')
    .option('--dry-run', 'show the plan, and do nothing')
    .option('--yes', 'do not ask')
    .option('--secrets <file>', 'a file with values of secrets: { "NAME": "value", … }')
    .option('--json', 'the plan as JSON, for programs')
    .addHelpText(
      'after',
      `
Examples:
  symbolon ${command} deploy ./tenant --dry-run
  symbolon ${command} deploy ./tenant --secrets secrets.json --yes`,
    )
  return withConnection(deploy).action(async (named: string, options: Options) => {
    const folder = openFolder(named)
    const given = await readTexts(options.secrets, '--secrets', terminal)
    const management = openManagement(options, terminal)
    const steps = await plan(folder, secretsFrom(given, terminal), management)
    if (steps.length === 0) throw usageError(`There are no ${many} in ${printable(named)}.`)
    if (options.json) terminal.write(printableJson(plainSteps(steps)))
    else showPlan(steps, management.issuer, terminal)
    if (!options.dryRun) await carryOut(steps, options, terminal)
  })
}

export const deployRulesCommand = (terminal: Terminal): Command =>
  deployCommand(
    {
      command: 'rule',
      many: 'rules',
      layout: 'rules/NAME.json and rules/NAME.js, and rules-configs/KEY.json',
      plan: planRules,
    },
    terminal,
  )

export const deployActionsCommand = (terminal: Terminal): Command =>
  deployCommand(
    {
      command: 'action',
      many: 'actions',
      layout: 'actions/NAME.json and actions/NAME/code.js, and triggers/triggers.json',
      plan: planActions,
    },
    terminal,
  )

export const deployHooksCommand = (terminal: Terminal): Command =>
  deployCommand(
    { command: 'hook', many: 'hooks', layout: 'hooks/NAME.json and hooks/NAME.js', plan: planHooks },
    terminal,
  )
