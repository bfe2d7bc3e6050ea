// symbolon apply, symbolon diff: a tenant's configuration as files say, which are laid out as auth0-deploy-cli does.
import { Command } from 'commander'
import { carryOut, plainSteps, showPlan } from '../code/plan.ts'
import { CommandError, EXIT } from '../command-error.ts'
import { withConnection, type ConnectionOptions } from '../connection.ts'
import { openManagement } from '../management-client.ts'
import { readAssets } from '../moving/read-assets.ts'
import { givenKeywords } from '../moving/given-keywords.ts'
import { lookAt } from '../moving/here.ts'
import { planTenant } from '../moving/plan-tenant.ts'
import { reportLeft } from '../moving/report.ts'
import { printableJson } from '../output/printable.ts'
import type { Terminal } from '../terminal.ts'

type Options = ConnectionOptions & { readonly yes?: boolean; readonly json?: boolean; readonly secrets?: string }

const FILES = `The files are those that auth0-deploy-cli exports and reads, as a folder or as one YAML file. Things are known by their names, and
APIs by their identifiers; what the files do not name stays as it is, and nothing is ever deleted. @@NAME@@ and ##NAME## stand for values of the file
of --secrets, or of AUTH0_KEYWORD_REPLACE_MAPPINGS. A value that nobody has said is left as it is on the server.`

const withFiles = (command: Command): Command =>
  withConnection(
    command
      .argument('<folder-or-yaml>', 'a folder, or a YAML file')
      .option('--secrets <file>', 'a file with values of keywords and secrets: { "NAME": "value", … }')
      .option('--json', 'the plan as JSON, for programs'),
  )

async function planned(named: string, options: Options, terminal: Terminal) {
  const { find, secret } = await givenKeywords(options.secrets, terminal)
  const assets = readAssets(named, find)
  const management = openManagement(options, terminal)
  const plan = await planTenant(lookAt(management, secret, false), assets)
  const doing = plan.steps.filter(({ act }) => act !== undefined)
  if (options.json) terminal.write(printableJson({ steps: plainSteps(plan.steps), left: plan.left }))
  else {
    if (doing.length > 0) showPlan(doing, management.issuer, terminal)
    reportLeft(plan.left, terminal)
  }
  return { steps: plan.steps, doing: doing.length }
}

/** The command `apply`. */
export const applyCommand = (terminal: Terminal): Command =>
  withFiles(new Command('apply'))
    .summary('make a tenant as a folder or a YAML file says')
    .description(
      `Makes the configuration of a tenant as files say. Shows a plan, asks, and does it step by step.\n\n${FILES}`,
    )
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      `
Examples:
  symbolon apply ./tenant
  symbolon apply tenant.yaml --secrets secrets.json --yes`,
    )
    .action(async (named: string, options: Options) => {
      const { steps } = await planned(named, options, terminal)
      await carryOut(steps, options, terminal)
    })

/** The command `diff`. */
export const diffCommand = (terminal: Terminal): Command =>
  withFiles(new Command('diff'))
    .summary('how a tenant differs from a folder or a YAML file')
    .description(
      `Shows what symbolon apply would do, and does nothing. Ends with 0 when there is nothing to do, and with 1 when there is.\n\n${FILES}`,
    )
    .addHelpText(
      'after',
      `
Examples:
  symbolon diff ./tenant
  symbolon diff tenant.yaml --json`,
    )
    .action(async (named: string, options: Options) => {
      const { doing } = await planned(named, options, terminal)
      if (doing > 0)
        throw new CommandError(`There ${doing === 1 ? 'is 1 step' : `are ${doing} steps`} to do.`, EXIT.failed)
      terminal.remark('Everything is as the files say.')
    })
