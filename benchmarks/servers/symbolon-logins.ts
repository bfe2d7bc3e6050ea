import { FIRST_CONNECTION, newEnabledClient } from '@symbolon/core/connections/new-connection'
import { openStore } from '@symbolon/storage/open-store'
import type { Child } from '../machine/child.ts'
import { untilAnswered } from './server.ts'
import type { Server } from './server.ts'
import { asAdministrator } from './symbolon.ts'
import type { Credentials, Deployment } from './symbolon.ts'

const grant_type = 'http://auth0.com/oauth/grant-type/password-realm'

/** What every guess of a password holds but the name: an application that takes passwords, at a tenant that lets one address guess on. */
export async function makeGuess(deployment: Deployment, child: Child): Promise<Server['form']> {
  const make = await asAdministrator(deployment)
  const { client_id, client_secret } = await make<Credentials>('clients', {
    name: 'guesses',
    app_type: 'regular_web',
    token_endpoint_auth_method: 'client_secret_post',
    grant_types: [grant_type],
  })
  const store = await openStore({ database: deployment.database, now: Date.now, operatorLog: () => undefined })
  try {
    const [tenant] = await store.tenants()
    const tenantStore = store.tenant(tenant?.tenant_id ?? '')
    const connection = await tenantStore.find('connections', { name: FIRST_CONNECTION })
    const before = await tenantStore.find('suspicious_ip_throttling', {})
    if (!connection || !before) throw new Error('the deployment has no connection')
    // A new client may be enabled already.
    await tenantStore.apply([{ insert: 'enabled_clients', document: newEnabledClient(connection.id, client_id) }])
    const after = { ...before, enabled: false }
    const applied = await tenantStore.apply([{ replace: 'suspicious_ip_throttling', before, after }])
    if (applied.outcome !== 'applied') throw new Error(`could not let one address guess on: ${applied.outcome}`)
  } finally {
    await store.close()
  }
  const form = { grant_type, client_id, client_secret, realm: FIRST_CONNECTION, password: 'Wrong-horse-7' }
  const body = () => new URLSearchParams({ ...form, username: 'nobody@bench.example' })
  // Another process has written, and the server sees it within a second.
  await untilAnswered(child, async () => {
    const answer = await fetch(`${deployment.url}/oauth/token`, { method: 'POST', body: body() })
    const text = await answer.text()
    return new Response(text, { status: text.includes('Wrong email or password') ? 200 : 409 })
  })
  return form
}
