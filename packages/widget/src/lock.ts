// The calls of Lock. A program that was written for it needs the other import, and to say where the server is as before.
import { WebAuth } from '@symbolon/browser/legacy'
import { applicationOf } from './application.ts'
import { newEvents, type BoxEvent, type Handler } from './events.ts'
import { mount, type Mounted } from './mount.ts'
import { wantedOf, type BoxOptions, type ShowOptions } from './options.ts'
import { isLostLogin } from './sign-in.ts'
import { speechIn } from './wording.ts'

type Callback = (error: unknown, result?: unknown) => void

export class Lock {
  readonly #clientID: string
  readonly #domain: string
  readonly #options: BoxOptions
  readonly #webAuth: WebAuth
  readonly #events = newEvents()
  readonly #host: HTMLElement | undefined
  #shown: Mounted | undefined
  #showing: ShowOptions = {}
  #isLost = false

  /**
   * @param domain - host of the server, such as `login.example.com`
   * @param host - an element that the box is to stand in, instead of `container`
   * @throws TypeError without `clientID` or `domain`
   */
  constructor(clientID: string, domain: string, options: BoxOptions = {}, host?: HTMLElement) {
    this.#clientID = clientID
    this.#domain = domain
    this.#options = options
    this.#host = host
    this.#webAuth = new WebAuth({ clientID, domain })
    void applicationOf(domain, clientID, wantedOf(options).organization).catch(() => undefined)
    // Later, so that who listens has said so.
    if (options.auth?.autoParseHash !== false) queueMicrotask(() => this.#takeHash())
  }

  on(event: BoxEvent, handler: Handler): this {
    this.#events.on(event, handler)
    return this
  }

  off(event: BoxEvent, handler: Handler): this {
    this.#events.off(event, handler)
    return this
  }

  /** Shows the box, as the constructor and `shown` want it. */
  show(shown: ShowOptions = {}): void {
    this.#showing = shown
    this.#mount()
    this.#events.tell('show')
  }

  #mount(): void {
    this.#shown?.remove()
    const wanted = wantedOf(this.#options, this.#showing)
    const { host, isModal } = this.#place()
    this.#shown = mount(host, {
      application: applicationOf(this.#domain, this.#clientID, wanted.organization),
      within: (organization) => applicationOf(this.#domain, this.#clientID, organization),
      wanted,
      speech: speechIn(wanted.language),
      webAuth: this.#webAuth,
      isModal,
      isLost: this.#isLost,
      tell: this.#events.tell,
      close: () => this.hide(),
      done: (result) => {
        if (this.#options.autoclose !== false) this.hide()
        this.#events.tell('authenticated', result)
      },
    })
  }

  hide(): void {
    if (!this.#shown) return
    this.#shown.remove()
    this.#shown = undefined
    this.#events.tell('hide')
  }

  /** Claims about whoever has this access token. */
  getUserInfo(accessToken: string, callback: Callback): void {
    this.#webAuth.client.userInfo(accessToken, callback)
  }

  /** The older name of `getUserInfo`. */
  getProfile(accessToken: string, callback: Callback): void {
    this.getUserInfo(accessToken, callback)
  }

  /** Tokens from the session at the server, without a question. */
  checkSession(options: Readonly<Record<string, unknown>>, callback: Callback): void {
    this.#webAuth.checkSession({ ...wantedOf(this.#options).request, ...options }, callback)
  }

  /** Ends the session at the server, which sends the person to `returnTo`. */
  logout(options: { readonly returnTo?: string; readonly clientID?: string } = {}): void {
    this.#webAuth.logout(options)
  }

  /** Takes the answer in `hash`, for pages with `autoParseHash: false`. */
  resumeAuth(hash: string, callback: Callback): void {
    this.#webAuth.parseHash({ hash }, (error, result) => {
      this.#isLost = isLostLogin(error)
      if (this.#isLost && this.#shown) this.#mount()
      callback(error, result)
    })
  }

  #takeHash(): void {
    const { hash, pathname, search } = globalThis.location
    this.resumeAuth(hash, (error, result) => {
      if (error || result) globalThis.history.replaceState(globalThis.history.state, '', pathname + search)
      this.#events.tell('hash_parsed', error ? undefined : result)
      if (error) this.#events.tell('authorization_error', error)
      else if (result) this.#events.tell('authenticated', result)
    })
  }

  #place(): { readonly host: HTMLElement; readonly isModal: boolean } {
    if (this.#host) return { host: this.#host, isModal: false }
    const { container } = this.#options
    const parent = container === undefined ? globalThis.document.body : globalThis.document.getElementById(container)
    if (parent === null) throw new TypeError(`There is no element with the id ${container}`)
    const host = globalThis.document.createElement('div')
    if (container === undefined) parent.append(host)
    else parent.replaceChildren(host)
    return { host, isModal: container === undefined }
  }
}
