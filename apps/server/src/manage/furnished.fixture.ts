// For tests: a tenant in which there is one of everything, and how each is named.
import assert from 'node:assert/strict'
import type { Job } from '@symbolon/core/job-store'
import type { KeptExecution } from '@symbolon/core/kept-execution'
import { openTenancy } from '@symbolon/core/tenancy'
import { people } from './people.fixture.ts'
import type { SampleWing } from './sample-wing.fixture.ts'

/** Fills the tenant at `host` with one of everything. */
export const furnish = async (wing: SampleWing, host: string) => {
  const there = { host } as const
  const made = async (url: string, body: object): Promise<Record<string, string>> => {
    const answer = await wing.ask(url, { ...there, method: 'POST', body })
    assert.ok(answer.statusCode < 300, answer.body)
    return answer.json()
  }
  const tenancy = openTenancy(wing.ports, wing.tenancyOf(host).tenant)
  const theirs = people({ ...wing, tenancy, ask: (url, asked) => wing.ask(url, { ...asked, ...there }) })
  const { user_id } = await theirs.user()
  const client_id = await theirs.client()
  const session = await theirs.session(user_id)
  const token = await theirs.refreshToken(user_id, client_id)
  const consent = await theirs.consent(user_id, client_id)
  const role = await made('/roles', { name: 'Theirs' })
  const connection = await made('/connections', { name: 'Theirs', strategy: 'auth0' })
  await made(`/roles/${role['id']}/users`, { users: [user_id] })
  const action = await made('/actions/actions', {
    name: 'Theirs',
    code: 'exports.onExecutePostLogin = async () => {}',
    supported_triggers: [{ id: 'post-login', version: 'v3' }],
  })
  const version = await made(`/actions/actions/${action['id']}/deploy`, {})
  const module = await made('/actions/modules', { name: 'theirs', code: 'module.exports = 1' })
  const moduleVersion = await made(`/actions/modules/${module['id']}/versions`, {})
  const hook = await made('/hooks', {
    name: 'Theirs',
    script: 'module.exports = function () {}',
    triggerId: 'credentials-exchange',
  })
  const bindings = [{ ref: { type: 'action_id', value: action['id'] } }]
  await wing.ask('/actions/triggers/post-login/bindings', { ...there, method: 'PATCH', body: { bindings } })
  const selfService = await made('/self-service-profiles', { name: 'Theirs' })
  const execution: KeptExecution = {
    id: 'exe_0000001theirexecution0',
    trigger_id: 'rules',
    status: 'final',
    results: [],
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
  }
  const log = { log_id: '9'.repeat(56), date: wing.clock.now, type: 'sapi' }
  await wing.ports.store.appendLogEvents([{ tenant_id: tenancy.tenant.tenant_id, event: log }])
  await wing.ports.store.appendExecutions([{ tenant_id: tenancy.tenant.tenant_id, execution }])
  const grant = await made('/client-grants', {
    client_id,
    audience: 'https://api.example.com/',
    organization_usage: 'allow',
  })
  const connection_id = connection['id'] ?? ''
  const organization = await made('/organizations', { name: 'their-own', enabled_connections: [{ connection_id }] })
  const inside = `/organizations/${organization['id']}`
  await wing.ask(`${inside}/members`, { ...there, method: 'POST', body: { members: [user_id] } })
  await wing.ask(`${inside}/members/${encodeURIComponent(user_id)}/roles`, {
    ...there,
    method: 'POST',
    body: { roles: [role['id']] },
  })
  await made(`${inside}/client-grants`, { grant_id: grant['id'] })
  await wing.ask(`/clients/${client_id}`, {
    ...there,
    method: 'PATCH',
    body: { initiate_login_uri: 'https://app.example.com/login' },
  })
  const inviting = { inviter: { name: 'One' }, invitee: { email: 'two@example.com' }, client_id }
  const invitation = await made(`${inside}/invitations`, inviting)
  const discovery = await made(`${inside}/discovery-domains`, { domain: 'theirs.example' })
  wing.records.set(`TXT ${discovery['verification_host']}`, [discovery['verification_txt'] ?? ''])
  const job: Job = {
    id: 'job_their0own0import',
    type: 'users_import',
    status: 'completed',
    created_at: '2026-01-01T00:00:00.000Z',
    progress: { done: 1, parts: 1 },
  }
  await tenancy.store.insertJob(job, { most: 1, expires_at: 4_000_000_000 })
  /** Ids of what stands within the organization or the module, by the parameter that names it. */
  const inner: Readonly<Record<string, string>> = {
    connection_id,
    user_id: encodeURIComponent(user_id),
    grant_id: grant['id'] ?? '',
    invitation_id: invitation['id'] ?? '',
    discovery_domain_id: discovery['id'] ?? '',
    discovery_domain: 'theirs.example',
    versionId: moduleVersion['id'] ?? '',
  }
  /** Ids of things, by the path that names them. */
  const ids: Readonly<Record<string, string>> = {
    users: user_id,
    roles: role['id'] ?? '',
    connections: connection['id'] ?? '',
    clients: client_id,
    sessions: session.id,
    'refresh-tokens': token.id,
    grants: consent,
    'device-credentials': token.id,
    'user-blocks': user_id,
    'actions/actions': action['id'] ?? '',
    'actions/executions': execution.id,
    'actions/versions': version['id'] ?? '',
    'actions/modules': module['id'] ?? '',
    hooks: hook['id'] ?? '',
    'self-service-profiles': selfService['id'] ?? '',
    organizations: organization['id'] ?? '',
    'organizations/name': 'their-own',
    'client-grants': grant['id'] ?? '',
    logs: log.log_id,
    jobs: job.id,
  }
  const permission = { resource_server_identifier: 'https://api.example.com/', permission_name: 'read:messages' }
  /** Bodies that are understood, by the path. */
  const bodies: Readonly<Record<string, object>> = {
    '/users/:id/roles': { roles: [role['id']] },
    '/users/:id/permissions': { permissions: [permission] },
    '/roles/:id/permissions': { permissions: [permission] },
    '/roles/:id/users': { users: [user_id] },
    '/users/:id/identities': { provider: 'auth0', user_id },
    '/actions/modules/:id/rollback': { module_version_id: moduleVersion['id'] },
    '/connections/:id/clients': [{ client_id, status: true }],
    '/tickets/email-verification': { user_id },
    '/tickets/password-change': { user_id },
    '/jobs/verification-email': { user_id },
    '/refresh-tokens/revoke': { ids: [token.id] },
    '/organizations/:id/members': { members: [user_id] },
    '/organizations/:id/members/:user_id/roles': { roles: [role['id']] },
    '/organizations/:id/connections': { connection_id },
    '/organizations/:id/enabled_connections': { connection_id },
    '/organizations/:id/client-grants': { grant_id: grant['id'] },
    '/organizations/:id/invitations': inviting,
  }
  /** The path with the ids of what is there. */
  const pathOf = (path: string): string => {
    const [, family = '', second = ''] = path.split('/')
    if (family === 'prompts') return path.replace(':id', 'login').replace(':language', 'en')
    if (second === 'triggers') return path.replace(':id', 'post-login')
    const id = path.includes(':actionId') ? ids['actions/versions'] : (ids[`${family}/${second}`] ?? ids[family])
    return path
      .replace(/:(connection_id|grant_id|invitation_id|discovery_domain)$/, (_, name: string) => inner[name] ?? '')
      .replace('/members/:user_id', `/members/${inner['user_id']}`)
      .replace(':discovery_domain_id', inner['discovery_domain_id'] ?? '')
      .replace(':versionId', inner['versionId'] ?? '')
      .replace(':actionId', ids['actions/actions'] ?? '')
      .replace(':id', encodeURIComponent(id ?? '192.0.2.1'))
      .replace(':language', 'en')
      .replace(':page', 'get-started')
      .replace(':provider', 'auth0')
      .replace(':user_id', (ids['users'] ?? '').slice('auth0|'.length))
  }

  /** What must be asked by query. */
  const queries: Readonly<Record<string, string>> = {
    'GET /users-by-email': '?email=person1@example.com',
    'GET /refresh-tokens': `?user_id=${encodeURIComponent(ids['users'] ?? '')}`,
    'GET /device-credentials': `?user_id=${encodeURIComponent(ids['users'] ?? '')}`,
    'GET /grants': `?user_id=${encodeURIComponent(ids['users'] ?? '')}`,
    'DELETE /grants': `?user_id=${encodeURIComponent(ids['users'] ?? '')}`,
    'GET /user-blocks': '?identifier=person1@example.com',
    'DELETE /user-blocks': '?identifier=person1@example.com',
    'DELETE /connections/:id/users': '?email=person1@example.com',
  }
  return {
    theirs,
    tenancy,
    ids,
    inner,
    bodies,
    pathOf,
    queries,
    session,
    token,
    user_id,
    consent,
    role,
    connection,
    organization,
  }
}
