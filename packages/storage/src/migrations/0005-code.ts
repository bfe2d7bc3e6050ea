// The tenant's own code: rules, and the values that they may read; actions with their versions, bindings and modules; hooks.
import { documents } from './documents.ts'
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const STATEMENTS = `
  ${documents('rules', 'id', [
    'name text not null',
    '"order" bigint',
    'enabled smallint not null',
    'unique (tenant_id, name)',
    'unique (tenant_id, "order")',
  ])};
  ${documents('rules_configs', 'key', [])};
  ${documents('actions', 'id', ['name text not null', 'unique (tenant_id, name)'])};
  ${documents('action_versions', 'id', [
    'action_id text not null',
    '"number" bigint not null',
    'unique (tenant_id, action_id, "number")',
    'foreign key (tenant_id, action_id) references actions (tenant_id, id) on delete cascade',
  ])};
  ${documents('action_bindings', 'id', [])};
  ${documents('action_modules', 'id', ['name text not null', 'unique (tenant_id, name)'])};
  ${documents('hooks', 'id', [
    'name text not null',
    '"triggerId" text not null',
    'enabled smallint not null',
    'unique (tenant_id, name)',
  ])}`

export const CODE: Migration = {
  name: '0005-code',
  up: runStatements(STATEMENTS),
}
