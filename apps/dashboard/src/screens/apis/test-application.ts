// The application that gets tokens for the test of an API: one for each API, which serves nothing else. Its secret is made anew when
// this page knows none, and is kept nowhere but here.
import { call } from '../../session/call.ts'
import { findMarked } from '../../session/marked-application.ts'
import type { Api } from '../../session/nouns.ts'

type Credentials = { readonly client_id: string; readonly client_secret: string }

/** Marks the application, in `client_metadata`. */
const MARK = 'symbolon_test_of'

const known = new Map<string, Credentials>()

async function make(api: Api, name: string): Promise<Credentials> {
  const client_id = await findMarked('non_interactive', MARK, api.id)
  if (client_id !== undefined) {
    return call('POST', `/clients/${encodeURIComponent(client_id)}/rotate-secret`, {})
  }
  return call('POST', '/clients', {
    name,
    app_type: 'non_interactive',
    grant_types: ['client_credentials'],
    client_metadata: { [MARK]: api.id },
  })
}

async function letIn(api: Api, client_id: string): Promise<void> {
  const query = `client_id=${encodeURIComponent(client_id)}&audience=${encodeURIComponent(api.identifier)}`
  const grants = await call<readonly { id: string }[]>('GET', `/client-grants?${query}`)
  const scope = (api.scopes ?? []).map(({ value }) => value)
  const [grant] = grants
  if (grant) await call('PATCH', `/client-grants/${grant.id}`, { scope })
  else await call('POST', '/client-grants', { client_id, audience: api.identifier, scope })
}

/** What gets a token for `api` with all its permissions. @throws CallRefused */
export async function testApplication(api: Api, name: string): Promise<Credentials> {
  const credentials = known.get(api.id) ?? (await make(api, name))
  known.set(api.id, credentials)
  await letIn(api, credentials.client_id)
  return credentials
}

/** When the application has gone, or has got another secret. */
export const forgetTestApplication = (api: Api): boolean => known.delete(api.id)
