// Every endpoint beyond the five verbs of the entities: routes, documentation and the tests of who may are made from this list.
import { CLIENT_SECRET_ENDPOINTS } from './client-secrets.ts'
import { LOG_ENDPOINTS } from './logs.ts'
import { STATS_ENDPOINTS } from './stats.ts'
import { SIGNING_KEY_ENDPOINTS } from './signing-keys.ts'
import { CONNECTION_CLIENT_ENDPOINTS } from './connection-clients.ts'
import { CUSTOM_DOMAIN_ENDPOINTS } from './custom-domains.ts'
import { CUSTOM_TEXT_ENDPOINTS } from './custom-texts.ts'
import { PAGE_PREVIEW_ENDPOINTS } from './page-preview.ts'
import { PAGE_TEMPLATE_ENDPOINTS } from './page-template.ts'
import { SELF_SERVICE_TEXT_ENDPOINTS } from './self-service-profiles.ts'
import { THEME_ENDPOINTS } from './themes.ts'
import { GUARDIAN_ENDPOINTS } from './guardian.ts'
import { EXPLAIN_ENDPOINTS } from './explain.ts'
import { DEVICE_CREDENTIAL_ENDPOINTS } from './device-credentials.ts'
import type { Endpoint } from './endpoint.ts'
import { GRANT_ENDPOINTS } from './grants.ts'
import { INVITATION_ENDPOINTS } from './organization-invitations.ts'
import { ORGANIZATION_CLIENT_GRANT_ENDPOINTS } from './organization-client-grants.ts'
import { ORGANIZATION_CONNECTION_ENDPOINTS } from './organization-connections.ts'
import { ORGANIZATION_MEMBER_ENDPOINTS } from './organization-members.ts'
import { MEMBER_ROLE_ENDPOINTS } from './organization-member-roles.ts'
import { DISCOVERY_DOMAIN_ENDPOINTS } from './discovery-domains.ts'
import { ORGANIZATION_LOOKUP_ENDPOINTS } from './organization-lookups.ts'

import { JOB_ENDPOINTS } from './jobs.ts'
import { REFRESH_TOKEN_ENDPOINTS } from './refresh-tokens.ts'
import { REVOCATION_LIST_ENDPOINTS } from './revocation-list.ts'
import { REVOCATION_ENDPOINTS } from './revocations.ts'
import { ROLE_ENDPOINTS } from './roles.ts'
import { RULE_ORDER_ENDPOINTS } from './rule-order.ts'
import { RULES_CONFIG_ENDPOINTS } from './rules-configs.ts'
import { SESSION_ENDPOINTS } from './sessions.ts'
import { SIGNAL_STREAM_ENDPOINTS } from './signal-streams.ts'
import { TEST_MAIL_ENDPOINTS } from './test-mail.ts'
import { TICKET_ENDPOINTS } from './tickets.ts'
import { ACTION_ENDPOINTS } from './actions.ts'
import { MODULE_ENDPOINTS } from './action-modules.ts'
import { MODULE_USE_ENDPOINTS } from './action-module-uses.ts'
import { MODULE_VERSION_ENDPOINTS } from './action-module-versions.ts'
import { HOOK_ENDPOINTS } from './hooks.ts'
import { BINDING_ENDPOINTS } from './action-bindings.ts'
import { DEPLOYMENT_ENDPOINTS } from './action-deployments.ts'
import { DRY_RUN_ENDPOINTS } from './dry-runs.ts'
import { EVENT_COUNT_ENDPOINTS } from './event-counts.ts'
import { EXECUTION_ENDPOINTS } from './executions.ts'
import { TRIGGER_ENDPOINTS } from './action-triggers.ts'
import { BLOCK_ENDPOINTS } from './user-blocks.ts'
import { USER_FURTHER_ENDPOINTS } from './user-further.ts'
import { IDENTITY_ENDPOINTS } from './user-identities.ts'
import { USER_LIST_ENDPOINTS } from './user-lists.ts'
import { USER_RIGHT_ENDPOINTS } from './user-rights.ts'
import { USER_ENDPOINTS } from './users.ts'

export const ENDPOINTS: readonly Endpoint[] = [
  ...USER_LIST_ENDPOINTS,
  ...USER_ENDPOINTS,
  ...USER_RIGHT_ENDPOINTS,
  ...IDENTITY_ENDPOINTS,
  ...USER_FURTHER_ENDPOINTS,
  ...ROLE_ENDPOINTS,
  ...CLIENT_SECRET_ENDPOINTS,
  ...CONNECTION_CLIENT_ENDPOINTS,
  ...RULE_ORDER_ENDPOINTS,
  ...RULES_CONFIG_ENDPOINTS,
  ...TRIGGER_ENDPOINTS,
  ...BINDING_ENDPOINTS,
  ...ACTION_ENDPOINTS,
  ...DEPLOYMENT_ENDPOINTS,
  ...MODULE_ENDPOINTS,
  ...MODULE_VERSION_ENDPOINTS,
  ...MODULE_USE_ENDPOINTS,
  ...EXECUTION_ENDPOINTS,
  ...EVENT_COUNT_ENDPOINTS,
  ...TEST_MAIL_ENDPOINTS,
  ...PAGE_PREVIEW_ENDPOINTS,
  ...DRY_RUN_ENDPOINTS,
  ...HOOK_ENDPOINTS,
  ...SESSION_ENDPOINTS,
  ...REFRESH_TOKEN_ENDPOINTS,
  ...GRANT_ENDPOINTS,
  ...DEVICE_CREDENTIAL_ENDPOINTS,
  ...BLOCK_ENDPOINTS,
  ...TICKET_ENDPOINTS,
  ...JOB_ENDPOINTS,
  ...EXPLAIN_ENDPOINTS,
  ...REVOCATION_ENDPOINTS,
  ...REVOCATION_LIST_ENDPOINTS,
  ...SIGNAL_STREAM_ENDPOINTS,
  ...ORGANIZATION_LOOKUP_ENDPOINTS,
  ...DISCOVERY_DOMAIN_ENDPOINTS,
  ...ORGANIZATION_CONNECTION_ENDPOINTS,
  ...ORGANIZATION_MEMBER_ENDPOINTS,
  ...MEMBER_ROLE_ENDPOINTS,
  ...ORGANIZATION_CLIENT_GRANT_ENDPOINTS,
  ...INVITATION_ENDPOINTS,
  ...CUSTOM_DOMAIN_ENDPOINTS,
  ...GUARDIAN_ENDPOINTS,
  ...CUSTOM_TEXT_ENDPOINTS,
  ...PAGE_TEMPLATE_ENDPOINTS,
  ...THEME_ENDPOINTS,
  ...SELF_SERVICE_TEXT_ENDPOINTS,
  ...SIGNING_KEY_ENDPOINTS,
  ...LOG_ENDPOINTS,
  ...STATS_ENDPOINTS,
]
