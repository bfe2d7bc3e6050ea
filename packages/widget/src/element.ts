// <symbolon-login>: the box as an element, for pages that write HTML and no program.
import type { BoxEvent } from './events.ts'
import { Lock } from './lock.ts'
import type { BoxOptions, Screen } from './options.ts'

/** What the page hears from it, as events of the element with `detail`. */
const TOLD: readonly BoxEvent[] = [
  'show',
  'hide',
  'signup success',
  'signup error',
  'authenticated',
  'authorization_error',
  'unrecoverable_error',
]

const isScreen = (text: string | undefined): text is Screen =>
  text === 'login' || text === 'signUp' || text === 'forgotPassword'

/**
 * Attributes: `domain` and `client-id`; `mode` (`redirect`, `inline` or `popup`), `response-type`, `audience`, `scope`, `redirect-url`,
 * `connection`, `organization`, `language`, `screen`, `logo`. They are read when the element comes into the page.
 */
export class LoginElement extends HTMLElement {
  #lock: Lock | undefined

  connectedCallback(): void {
    const lock = (this.#lock ??= this.#newLock())
    lock.show()
  }

  disconnectedCallback(): void {
    this.#lock?.hide()
  }

  /** The box with all its calls; undefined before the element was in a page. */
  get lock(): Lock | undefined {
    return this.#lock
  }

  #newLock(): Lock {
    const read = (name: string): string | undefined => this.getAttribute(name) ?? undefined
    const given = (name: string, value: unknown): Readonly<Record<string, unknown>> =>
      value === undefined ? {} : { [name]: value }
    const mode = read('mode')
    const screen = read('screen')
    const options: BoxOptions = {
      auth: {
        redirect: mode !== 'inline',
        popup: mode === 'popup',
        params: given('scope', read('scope')),
        ...given('audience', read('audience')),
        ...given('responseType', read('response-type')),
        ...given('redirectUrl', read('redirect-url')),
      },
      ...given('defaultDatabaseConnection', read('connection')),
      ...given('organization', read('organization')),
      ...given('language', read('language')),
      ...given('logo', read('logo')),
      ...(isScreen(screen) ? { initialScreen: screen } : {}),
    }
    const lock = new Lock(read('client-id') ?? '', read('domain') ?? '', options, this)
    for (const event of TOLD) {
      lock.on(event, (detail) => {
        this.dispatchEvent(new CustomEvent(event.replace(' ', '-'), { detail, bubbles: true, composed: true }))
      })
    }
    return lock
  }
}

if (!globalThis.customElements.get('symbolon-login')) {
  globalThis.customElements.define('symbolon-login', LoginElement)
}
