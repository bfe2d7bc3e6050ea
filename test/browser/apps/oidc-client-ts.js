// An application with oidc-client-ts: a client of OpenID Connect that knows nothing of Auth0.
import { UserManager, WebStorageStateStore } from 'oidc-client-ts'

const { settings, location, history, localStorage } = globalThis

const manager = new UserManager({
  redirect_uri: `${location.origin}/callback`,
  popup_redirect_uri: `${location.origin}/popup`,
  silent_redirect_uri: `${location.origin}/silent`,
  post_logout_redirect_uri: `${location.origin}/goodbye`,
  userStore: new WebStorageStateStore({ store: localStorage }),
  automaticSilentRenew: false,
  ...settings,
})

async function comeBack() {
  if (location.pathname === '/popup') return manager.signinPopupCallback()
  if (location.pathname === '/silent') return manager.signinSilentCallback()
  if (location.pathname === '/goodbye' && location.search !== '') return manager.signoutRedirectCallback()
  if (location.pathname !== '/callback') return undefined
  try {
    return plain(await manager.signinRedirectCallback())
  } finally {
    history.replaceState({}, '', '/')
  }
}

const plain = (user) => user && JSON.parse(JSON.stringify(user))

globalThis.app = {
  arrival: comeBack(),
  login: (options) => manager.signinRedirect(options),
  popup: async (options) => plain(await manager.signinPopup(options)),
  silent: async (options) => plain(await manager.signinSilent(options)),
  user: async () => plain(await manager.getUser()),
  forget: () => manager.removeUser(),
  revoke: (types) => manager.revokeTokens(types),
  logout: () => manager.signoutRedirect(),
}
