// To which category a line of the tenant log belongs; streams of it are filtered by these. reference: Management API, section 15.
import type { LogEventType } from './log-events.ts'

export const LOG_CATEGORIES = [
  'auth.login.fail',
  'auth.login.notification',
  'auth.login.success',
  'auth.logout.fail',
  'auth.logout.success',
  'auth.signup.fail',
  'auth.signup.success',
  'auth.silent_auth.fail',
  'auth.silent_auth.success',
  'auth.token_exchange.fail',
  'auth.token_exchange.success',
  'management.fail',
  'management.success',
  'scim.event',
  'system.notification',
  'user.fail',
  'user.notification',
  'user.success',
  'actions',
  'other',
] as const

export type LogCategory = (typeof LOG_CATEGORIES)[number]

const MEMBERS: Readonly<Partial<Record<LogCategory, readonly LogEventType[]>>> = {
  'auth.login.fail': ['f', 'fp', 'fu', 'fcoa'],
  'auth.login.notification': ['limit_wc', 'limit_mu'],
  'auth.login.success': ['s', 'scoa'],
  'auth.logout.fail': ['flo'],
  'auth.logout.success': ['slo'],
  'auth.signup.fail': ['fs'],
  'auth.signup.success': ['ss'],
  'auth.silent_auth.fail': ['fsa'],
  'auth.silent_auth.success': ['ssa'],
  'auth.token_exchange.fail': ['feccft', 'feacft', 'fepft', 'fertft', 'ferrt', 'fecte'],
  'auth.token_exchange.success': ['seccft', 'seacft', 'sepft', 'sertft', 'secte'],
  'management.fail': ['fapi'],
  'management.success': ['sapi'],
  'system.notification': ['w', 'depnote', 'acls_summary'],
  'user.fail': ['fv', 'fcp', 'fcpr'],
  'user.notification': ['fn', 'svr', 'scpr', 'ublkdu'],
  'user.success': ['sv', 'scp', 'sui', 'sdu'],
  actions: ['actions_execution_failed', 'fpurh', 'fcph'],
}

const CATEGORY_OF: ReadonlyMap<string, LogCategory> = new Map(
  LOG_CATEGORIES.flatMap((category) => (MEMBERS[category] ?? []).map((type) => [type, category] as const)),
)

/** What no category claims is `other`. */
export const logCategoryOf = (type: string): LogCategory => CATEGORY_OF.get(type) ?? 'other'
