// symbolon rule, action and hook: the tenant's own code.
import type { Command } from 'commander'
import { RULE } from '@symbolon/protocol/entities/rule'
import { ACTION, HOOK } from '../code/code-entities.ts'
import { deployActionsCommand, deployHooksCommand, deployRulesCommand } from '../code/deploy-commands.ts'
import { logCommand } from '../code/log-command.ts'
import { testActionCommand } from '../code/test-action.ts'
import { testRuleCommand } from '../code/test-rule.ts'
import { entityCommand } from '../entities/entity-command.ts'
import { lookOf } from '../entities/look.ts'
import { isDocument } from '../management-client.ts'
import { shown } from '../output/printable.ts'
import type { Terminal } from '../terminal.ts'

const RULE_LOOK = lookOf(RULE, {
  description: `A rule is a function of your own that every login passes: it puts claims into tokens, or says no. Try one out with symbolon
rule test, and bring a folder of them to a tenant with symbolon rule deploy.`,
  columns: [
    { title: 'ID', of: ({ id }) => shown(id) },
    { title: 'ORDER', of: ({ order }) => shown(order) },
    { title: 'ENABLED', of: ({ enabled }) => shown(enabled) },
    { title: 'NAME', of: ({ name }) => shown(name) },
  ],
  positional: ['name'],
  brief: ['id', 'name', 'order', 'enabled'],
  sayings: {
    script: 'the function; @FILE reads it from a file',
    order: 'when it runs: from the lowest up',
    enabled: 'whether it runs',
  },
  examples: {
    list: ['symbolon rule list', 'symbolon rule list --json'],
    get: ['symbolon rule show rul_ID', 'symbolon rule show rul_ID --json'],
    create: [
      'symbolon rule create "Add team" --script @rules/team.js',
      'symbolon rule create "Add team" --script @rules/team.js --order 10 --enabled false',
    ],
    update: ['symbolon rule update rul_ID --script @rules/team.js', 'symbolon rule update rul_ID --enabled false'],
    delete: ['symbolon rule delete rul_ID', 'symbolon rule delete rul_ID --yes'],
  },
})

/** The triggers of an action, as words. */
const triggersIn = (value: unknown): string =>
  Array.isArray(value) ? shown(value.map((trigger) => (isDocument(trigger) ? trigger['id'] : ''))) : ''

const ACTION_LOOK = lookOf(ACTION, {
  one: 'an action',
  description: `An action is a function of your own at one trigger: post-login, credentials-exchange, …. It is a draft until it is deployed,
and runs where it is bound. symbolon action deploy does all of it for a folder; try one out with symbolon action test.`,
  columns: [
    { title: 'ID', of: ({ id }) => shown(id) },
    { title: 'TRIGGER', of: ({ supported_triggers }) => triggersIn(supported_triggers) },
    { title: 'DEPLOYED', of: ({ all_changes_deployed }) => (all_changes_deployed === true ? 'yes' : 'not as it is') },
    { title: 'NAME', of: ({ name }) => shown(name) },
  ],
  positional: ['name'],
  brief: ['id', 'name', 'supported_triggers', 'runtime', 'all_changes_deployed'],
  shorthands: [
    {
      flags: '--trigger <trigger>',
      says: 'where it can run: post-login, credentials-exchange, …',
      field: 'supported_triggers',
      value: (id) => [{ id }],
    },
  ],
  sayings: {
    code: 'the code; @FILE reads it from a file',
    secrets: 'JSON, [{"name":"…","value":"…"}]; @FILE reads it from a file, and no command line shows it',
    deploy: 'whether it is deployed at once',
  },
  examples: {
    list: ['symbolon action list', 'symbolon action list --json'],
    get: ['symbolon action show ACTION_ID', 'symbolon action show ACTION_ID --json'],
    create: [
      'symbolon action create "Add team" --trigger post-login --code @team.js --deploy true',
      'symbolon action create "Add team" --trigger post-login --code @team.js --secrets @secrets.json',
    ],
    update: [
      'symbolon action update ACTION_ID --code @team.js',
      'symbolon action update ACTION_ID --secrets @secrets.json',
    ],
    delete: ['symbolon action delete ACTION_ID', 'symbolon action delete ACTION_ID --yes'],
  },
})

const HOOK_LOOK = lookOf(HOOK, {
  description: `A hook is a function of your own at one trigger, the way before actions. One a trigger is enabled. Bring a folder of them to a
tenant with symbolon hook deploy.`,
  columns: [
    { title: 'ID', of: ({ id }) => shown(id) },
    { title: 'TRIGGER', of: ({ triggerId }) => shown(triggerId) },
    { title: 'ENABLED', of: ({ enabled }) => shown(enabled) },
    { title: 'NAME', of: ({ name }) => shown(name) },
  ],
  positional: ['name'],
  brief: ['id', 'name', 'triggerId', 'enabled'],
  shorthands: [
    {
      flags: '--trigger <trigger>',
      says: 'where it runs: credentials-exchange, pre-user-registration, …',
      field: 'triggerId',
    },
  ],
  sayings: { script: 'the function; @FILE reads it from a file', enabled: 'whether it runs' },
  examples: {
    list: ['symbolon hook list', 'symbolon hook list --json'],
    get: ['symbolon hook show HOOK_ID', 'symbolon hook show HOOK_ID --json'],
    create: [
      'symbolon hook create scopes --trigger credentials-exchange --script @hooks/scopes.js',
      'symbolon hook create scopes --trigger credentials-exchange --script @scopes.js --enabled true',
    ],
    update: ['symbolon hook update HOOK_ID --enabled true', 'symbolon hook update HOOK_ID --script @hooks/scopes.js'],
    delete: ['symbolon hook delete HOOK_ID', 'symbolon hook delete HOOK_ID --yes'],
  },
})

/** The commands `rule`, `action` and `hook`. */
export const codeCommands = (terminal: Terminal): readonly Command[] => [
  entityCommand(RULE_LOOK, terminal).addCommand(testRuleCommand(terminal)).addCommand(deployRulesCommand(terminal)),
  entityCommand(ACTION_LOOK, terminal)
    .addCommand(testActionCommand(terminal))
    .addCommand(deployActionsCommand(terminal))
    .addCommand(logCommand(terminal)),
  entityCommand(HOOK_LOOK, terminal).addCommand(deployHooksCommand(terminal)),
]
