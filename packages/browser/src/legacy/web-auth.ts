// The names that programs written for auth0.js know, so that they need no other change than this import.
import type { Answer } from '../answer.ts'
import type { Pending } from '../authorization-request.ts'
import { randomWord } from '../base64url.ts'
import { LoginError } from '../errors.ts'
import { askInFrame } from '../frame.ts'
import { discovery, type Issuer } from '../issuer.ts'
import { rememberPending, takePending } from '../pending-logins.ts'
import { askInPopup, openPopup } from '../popup.ts'
import { authError, authResult, type AuthResult } from './auth-result.ts'
import { newAuthentication, PASSWORD_REALM, type Authentication, type TokenResult } from './authentication.ts'
import { answerBack, type Callback } from './callback.ts'
import type { LegacyOptions, OrganizationChoice } from './options.ts'
import { post } from './requests.ts'

export type { OrganizationChoice }

type Options = LegacyOptions & Readonly<Record<string, unknown>>

type HashOptions = { readonly hash?: string; readonly state?: string; readonly nonce?: string }

/** Milliseconds. */
const PATIENCE = 60_000

export class WebAuth {
  readonly client: Authentication
  readonly popup: {
    /** The issuer's own page in a window. To be called while the person's click is being handled. */
    readonly authorize: (options: Options, callback: Callback<AuthResult>) => void
    /** A password typed into the application's own form, while the page stays: the answer comes by a hidden frame. */
    readonly loginWithCredentials: (options: Options, callback: Callback<AuthResult>) => void
  }
  readonly #base: Options & { readonly clientID: string }
  readonly #issuer: () => Promise<Issuer>

  /** @throws TypeError without `domain` or `clientID` */
  constructor(options: Options) {
    const { domain, clientID } = options
    if (!domain) throw new TypeError('domain option is required')
    if (!clientID) throw new TypeError('clientID option is required')
    this.#base = { responseType: 'token', scope: 'openid profile email', ...options, clientID }
    this.#issuer = discovery(`https://${domain}/`)
    this.client = newAuthentication(`https://${domain}/`, this.#base)
    this.popup = {
      authorize: (wish, callback) => this.#inPopup(wish, callback),
      loginWithCredentials: (wish, callback) =>
        answerBack(callback, authError, async () => this.#inFrame(await this.#withTicket(wish))),
    }
  }

  /** Sends the person to the issuer; the answer is for `parseHash`. */
  authorize(options: Options = {}): void {
    const { url, pending } = this.#request(options)
    rememberPending(this.#base.clientID, pending)
    globalThis.location.assign(url)
  }

  /** What stands in the page's fragment, checked; null where there is nothing. */
  parseHash(given: HashOptions | Callback<AuthResult>, further?: Callback<AuthResult>): void {
    const [options, callback] = typeof given === 'function' ? [{}, given] : [given, further ?? (() => undefined)]
    const fragment = (options.hash ?? globalThis.location.hash).replace(/^#\/?/, '')
    const answer: Answer = Object.fromEntries(new URLSearchParams(fragment))
    const { state, error, error_description, access_token, id_token, code } = answer
    if ((error ?? access_token ?? id_token ?? code) === undefined) return callback(null, null)
    const begun = state === undefined ? undefined : takePending(this.#base.clientID, state)
    const isTold = options.state !== undefined || options.nonce !== undefined
    const pending = begun ?? (isTold ? this.#pending(options) : undefined)
    answerBack(
      callback,
      (thrown) => authError(thrown, state),
      async () => {
        if (pending) return authResult(answer, await this.#issuer(), this.#base.clientID, pending)
        if (error !== undefined) throw new LoginError(error, error_description ?? error)
        throw new LoginError('invalid_token', '`state` does not match.')
      },
    )
  }

  /** Tokens from the session at the issuer, by a hidden frame. */
  checkSession(options: Options, callback: Callback<AuthResult>): void {
    answerBack(callback, authError, () => this.#inFrame(options))
  }

  /** The older name of `checkSession`. */
  renewAuth(options: Options, callback: Callback<AuthResult>): void {
    this.checkSession(options, callback)
  }

  /** A password typed into the application's own form: the issuer's session, and then as `authorize`. */
  login(options: Options, callback: Callback<AuthResult>): void {
    answerBack(callback, authError, async () => {
      this.authorize(await this.#withTicket(options))
      return null
    })
  }

  signup(options: Options, callback: Callback<unknown>): void {
    this.#database('signup', options, callback)
  }

  /** An account, and at once tokens for it as by `client.login`. */
  signupAndAuthorize(options: Options, callback: Callback<TokenResult>): void {
    const { connection, email, username, password, scope, audience } = options
    this.signup(options, (error) => {
      if (error) return callback(error)
      const wanted = { ...(scope === undefined ? {} : { scope }), ...(audience === undefined ? {} : { audience }) }
      this.client.login({ realm: connection, username: username ?? email, password, ...wanted }, callback)
    })
  }

  changePassword(options: Options, callback: Callback<unknown>): void {
    this.#database('change_password', options, callback)
  }

  /** Ends the session at the issuer. */
  logout(options: { readonly returnTo?: string; readonly clientID?: string } = {}): void {
    globalThis.location.assign(this.client.buildLogoutUrl(options))
  }

  #database(path: 'signup' | 'change_password', options: Options, callback: Callback<unknown>): void {
    const { clientID: client_id } = this.#base
    answerBack(callback, authError, async () => {
      const { origin } = new URL((await this.#issuer()).authorization_endpoint)
      return post(`${origin}/dbconnections/${path}`, { client_id, ...options })
    })
  }

  /** The options with a ticket in the place of the password, which goes to the issuer alone. @throws RequestRefused */
  async #withTicket({ realm, username, email, password, chooseOrganization, ...more }: Options): Promise<Options> {
    const { origin } = new URL((await this.#issuer()).authorization_endpoint)
    const { clientID: client_id } = this.#base
    const body = { client_id, credential_type: PASSWORD_REALM, realm, username: username ?? email, password }
    const { login_ticket, organizations } = Object(await post(`${origin}/co/authenticate`, body, 'include'))
    const ticket: Options = { ...more, login_ticket, realm }
    const mustChoose = chooseOrganization && more.organization === undefined && Array.isArray(organizations)
    return mustChoose ? { ...ticket, organization: await chooseOrganization(organizations) } : ticket
  }

  async #inFrame(options: Options): Promise<AuthResult> {
    const issuer = await this.#issuer()
    const { url, pending } = this.#request({ ...options, prompt: 'none', responseMode: 'web_message' })
    const answer = await askInFrame(url, issuer, options.timeout ?? PATIENCE)
    return authResult(answer, issuer, this.#base.clientID, pending)
  }

  #inPopup(options: Options, callback: Callback<AuthResult>): void {
    answerBack(callback, authError, async () => {
      const popup = openPopup()
      try {
        const { url, pending } = this.#request({ ...options, responseMode: 'web_message' })
        const issuer = await this.#issuer()
        return await authResult(await askInPopup(popup, url, issuer), issuer, this.#base.clientID, pending)
      } finally {
        popup.close()
      }
    })
  }

  #request(options: Options): { readonly url: string; readonly pending: Pending } {
    const pending = this.#pending(options)
    const { state, nonce } = pending
    return { url: this.client.buildAuthorizeUrl({ ...options, state, nonce }), pending }
  }

  #pending(options: Options): Pending {
    const { audience = '', scope = '', redirectUri = '', max_age } = { ...this.#base, ...options }
    return {
      state: options.state ?? randomWord(),
      nonce: options.nonce ?? randomWord(),
      code_verifier: '',
      redirect_uri: redirectUri,
      audience,
      scope,
      max_age: max_age === undefined ? undefined : Number(max_age),
      app_state: options.appState,
    }
  }
}
