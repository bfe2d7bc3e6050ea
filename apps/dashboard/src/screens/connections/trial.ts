// The application through which a connection is tried: one for each connection, which serves nothing else. Its logins are apart from
// those of the others in the same browser, so that whoever tries a connection stays logged in to the dashboard.
import { createClient } from '@symbolon/browser'
import { TRIAL_OF } from '@symbolon/protocol/auth0/dashboard'
import { call } from '../../session/call.ts'
import { ISSUER, PAGE } from '../../session/client.ts'
import { findMarked } from '../../session/marked-application.ts'
import type { Api, Connection } from '../../session/nouns.ts'

export type Tried = {
  /** What the ID token says. */
  readonly id_token: Readonly<Record<string, unknown>>
  /** What the application may learn of the user (OpenID Connect Core, section 5.3). */
  readonly profile: Readonly<Record<string, unknown>>
  readonly access_token: string
}

const SCOPES = 'openid profile email phone'

/** Scopes of an API that are asked for: more would make the address of the request too long. */
const MOST_SCOPES = 50

/** The application, if there is one already. @throws CallRefused */
export const findTrial = ({ id }: Connection): Promise<string | undefined> => findMarked('spa', TRIAL_OF, id)

async function make({ id }: Connection, name: string): Promise<string> {
  const { client_id } = await call<{ client_id: string }>('POST', '/clients', {
    name,
    app_type: 'spa',
    token_endpoint_auth_method: 'none',
    oidc_conformant: true,
    grant_types: ['authorization_code'],
    callbacks: [PAGE],
    client_metadata: { [TRIAL_OF]: id },
  })
  return client_id
}

/** The application `known`, or one made now, so that it may use the connection. @throws CallRefused */
export async function trialApplication(
  connection: Connection,
  name: string,
  known: string | undefined,
): Promise<string> {
  const client_id = known ?? (await make(connection, name))
  await call('PATCH', `/connections/${connection.id}/clients`, [{ client_id, status: true }])
  return client_id
}

/**
 * A login in a window of its own. To be called while the click is being handled.
 *
 * @throws LoginError, CallRefused
 */
export async function tryLogin(client_id: string, connection: string, api: Api | undefined): Promise<Tried> {
  const scopes = (api?.scopes ?? []).slice(0, MOST_SCOPES).map(({ value }) => value)
  const audience = api?.identifier ?? ''
  const client = createClient({ issuer: ISSUER, client_id, redirect_uri: PAGE, audience, scope: SCOPES, dpop: false })
  await client.loginWithPopup({ scopes, parameters: { connection, prompt: 'login' } })
  const access_token = await client.getToken()
  const answer = await fetch(`${ISSUER}userinfo`, { headers: { authorization: `Bearer ${access_token}` } })
  const profile = Object(await answer.json())
  const id_token = { ...client.user() }
  await client.logout()
  await endSession(id_token['sid'])
  return { id_token, profile, access_token }
}

/** What came of it has been seen. Where the administrator may end no sessions, it ends by itself. */
const endSession = async (sid: unknown): Promise<void> => {
  if (typeof sid === 'string') await call('DELETE', `/sessions/${encodeURIComponent(sid)}`).catch(() => undefined)
}
