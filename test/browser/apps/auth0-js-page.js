// What a page does with auth0.js, whichever version, as its README says.

/** @param auth0 - what its package exports */
export function auth0Page(auth0) {
  const { settings, location } = globalThis

  const webAuth = new auth0.WebAuth({
    redirectUri: `${location.origin}/callback`,
    ...settings,
  })

  /** @returns what `call` gives its callback, as a promise */
  const promised = (call) =>
    new Promise((resolve, reject) => {
      call((error, result) => (error ? reject(error) : resolve(result)))
    })

  // The page that a popup comes back to, the one that is asked for the verifier of a login, or the page itself after a redirect.
  const arrivals = {
    '/popup': () => Promise.resolve(webAuth.popup.callback()),
    '/fallback': () => Promise.resolve(webAuth.crossOriginVerification()),
  }
  const arrival = (arrivals[location.pathname] ?? (() => promised((done) => webAuth.parseHash(done))))()

  globalThis.app = {
    arrival,
    authorize: (options) => webAuth.authorize(options),
    check: (options) => promised((done) => webAuth.checkSession(options, done)),
    userInfo: (token) => promised((done) => webAuth.client.userInfo(token, done)),
    clientLogin: (options) => promised((done) => webAuth.client.login(options, done)),
    clientDefaultLogin: (options) => promised((done) => webAuth.client.loginWithDefaultDirectory(options, done)),
    login: (options) => promised((done) => webAuth.login(options, done)),
    hiddenLogin: (options) => promised((done) => webAuth.popup.loginWithCredentials(options, done)),
    signup: (options) => promised((done) => webAuth.signup(options, done)),
    signupAndAuthorize: (options) => promised((done) => webAuth.redirect.signupAndLogin(options, done)),
    changePassword: (options) => promised((done) => webAuth.changePassword(options, done)),
    popup: (options) => promised((done) => webAuth.popup.authorize(options, done)),
    logout: () => webAuth.logout({ returnTo: `${location.origin}/goodbye` }),
  }
}
