// session: who uses the dashboard. It logs in as any application does, with our own browser client; tokens stay in memory.
import { createClient, LoginError } from '@symbolon/browser'
import { DASHBOARD_CLIENT_ID, DASHBOARD_PATH, DASHBOARD_SCOPES } from '@symbolon/protocol/auth0/dashboard'

/** What the page was delivered with. */
export const pageFact = (name: 'issuer' | 'nonce'): string =>
  document.querySelector(`meta[name=${name}]`)?.getAttribute('content') ?? ''

export const ISSUER = pageFact('issuer')

/** Where the dashboard is. */
export const PAGE = `${ISSUER}${DASHBOARD_PATH.slice(1)}`

const client = createClient({
  issuer: ISSUER,
  client_id: DASHBOARD_CLIENT_ID,
  redirect_uri: PAGE,
  audience: `${ISSUER}api/v2/`,
  scope: ['openid', 'profile', 'email', ...DASHBOARD_SCOPES].join(' '),
  // The Management API takes bearer tokens.
  dpop: false,
})

/** Sends the person to the login page, and afterwards back to where the person is now. */
export const logIn = (): Promise<void> =>
  client.login({ app_state: globalThis.location.pathname + globalThis.location.search })

export const logOut = (): Promise<void> => client.logout({ where: 'everywhere', return_to: PAGE })

export const userName = (): string => String(client.user()?.['email'] ?? client.user()?.['name'] ?? '')

const isPathOfOurs = (path: unknown): path is string =>
  typeof path === 'string' && (path === DASHBOARD_PATH || path.startsWith(`${DASHBOARD_PATH}/`))

/** Whether somebody is logged in; otherwise the browser is on its way to the login page. @throws LoginError */
export async function begin(): Promise<boolean> {
  const answered = await client.finishLogin()
  if (answered) {
    if (isPathOfOurs(answered.app_state)) history.replaceState(null, '', answered.app_state)
    return true
  }
  if (await client.resume()) return true
  await logIn()
  return false
}

/** Whether a token of this page has ever been taken: one that never was would be refused again after another login. */
let wasTaken = false

/** `fetch` with the administrator's token. Who is not logged in any more is asked to do so. @throws LoginError */
export async function fetchAsAdministrator(url: string, init: RequestInit): Promise<Response> {
  try {
    const response = await client.fetch(url, init)
    if (response.status !== 401) wasTaken = true
    // Revoked: somebody may just have done so here.
    else if (wasTaken) await logIn()
    return response
  } catch (error) {
    if (error instanceof LoginError && error.code === 'login_required') await logIn()
    throw error
  }
}
