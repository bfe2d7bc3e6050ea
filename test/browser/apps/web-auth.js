// An application written for auth0.js, with our own names for its library.
import { WebAuth } from '@symbolon/browser/legacy'

const { settings, location } = globalThis

const webAuth = new WebAuth({ redirectUri: `${location.origin}/callback`, ...settings })

/** @returns what `call` gives its callback, as a promise */
const promised = (call) =>
  new Promise((resolve, reject) => {
    call((error, result) => (error ? reject(error) : resolve(result)))
  })

globalThis.app = {
  arrival: promised((done) => webAuth.parseHash(done)),
  parse: (hash) => promised((done) => webAuth.parseHash({ hash, nonce: 'n', state: 's' }, done)),
  authorize: (options) => webAuth.authorize(options),
  check: (options) => promised((done) => webAuth.checkSession(options, done)),
  renew: (options) => promised((done) => webAuth.renewAuth(options, done)),
  userInfo: (token) => promised((done) => webAuth.client.userInfo(token, done)),
  clientLogin: (options) => promised((done) => webAuth.client.login(options, done)),
  clientDefaultLogin: (options) => promised((done) => webAuth.client.loginWithDefaultDirectory(options, done)),
  login: (options) => promised((done) => webAuth.login(options, done)),
  signup: (options) => promised((done) => webAuth.signup(options, done)),
  signupAndAuthorize: (options) => promised((done) => webAuth.signupAndAuthorize(options, done)),
  changePassword: (options) => promised((done) => webAuth.changePassword(options, done)),
  popup: (options) => promised((done) => webAuth.popup.authorize(options, done)),
  logout: () => webAuth.logout({ returnTo: `${location.origin}/goodbye` }),
}
