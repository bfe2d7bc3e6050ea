// A single-page application with @auth0/auth0-spa-js, used as its README says.
import { Auth0Client } from '@auth0/auth0-spa-js'

const { settings, location, history } = globalThis

const auth0 = new Auth0Client({
  ...settings,
  authorizationParams: { redirect_uri: `${location.origin}/callback`, ...settings.authorizationParams },
})

async function comeBack() {
  if (!/[?&](code|error)=/.test(location.search)) return undefined
  try {
    return await auth0.handleRedirectCallback()
  } finally {
    history.replaceState({}, '', '/')
  }
}

globalThis.app = {
  arrival: comeBack(),
  login: (options) => auth0.loginWithRedirect(options),
  popup: (options) => auth0.loginWithPopup(options),
  token: (options) => auth0.getTokenSilently({ ...options, detailedResponse: true }),
  check: () => auth0.checkSession(),
  user: () => auth0.getUser(),
  claims: () => auth0.getIdTokenClaims(),
  revoke: (options) => auth0.revokeRefreshToken(options),
  logout: () => auth0.logout({ logoutParams: { returnTo: `${location.origin}/goodbye` } }),
}
