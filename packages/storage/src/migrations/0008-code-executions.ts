// How executions of tenants' code ended: many in a row, those of one second that one process wrote together.
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const EXECUTIONS = `
  create table code_executions (
    tenant_id text not null,
    period text not null,
    first_id text not null,
    newest bigint not null,
    number integer not null,
    executions text not null,
    primary key (tenant_id, period, first_id)
  )`

export const CODE_EXECUTIONS: Migration = {
  name: '0008-code-executions',
  up: runStatements(EXECUTIONS),
}
