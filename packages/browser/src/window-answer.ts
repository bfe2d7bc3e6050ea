// How a window that shows the issuer, a frame or a popup, hands its answer to the page that opened it.
import { answerIn, type Answer } from './answer.ts'
import type { Issuer } from './issuer.ts'

/** What the windows are called that this library opens. */
export const WINDOW_NAME = 'symbolon'

/** How the issuer shall answer: by message if it can, else by a page of the application which passes it on. */
export const modeFor = ({ response_modes_supported }: Issuer): Readonly<Record<string, string>> =>
  response_modes_supported?.includes('web_message') ? { response_mode: 'web_message' } : {}

/** Calls `take` with what `opened` answers, as long as the signal lasts. */
export function hear(opened: Window, issuer: Issuer, signal: AbortSignal, take: (answer: Answer) => void): void {
  const own = globalThis.location.origin
  const issuers = new URL(issuer.authorization_endpoint).origin
  const listen = ({ source, origin, data }: MessageEvent<unknown>): void => {
    if (source !== opened) return
    const { type, response, symbolon } = Object(data)
    if (origin === issuers && type === 'authorization_response') take({ ...Object(response) })
    else if (origin === own && typeof symbolon === 'string') take(answerIn(symbolon))
  }
  globalThis.addEventListener('message', listen, { signal })
}

/** In a window that this library opened: passes the page's address on. @returns whether it was one, so that the page has nothing else to do */
export function passOn(): boolean {
  const { opener, parent, name, location } = globalThis.window
  const page: unknown = opener ?? (parent === globalThis.window ? null : parent)
  if (name !== WINDOW_NAME || page === null) return false
  Reflect.get(Object(page), 'postMessage').call(page, { symbolon: location.href }, location.origin)
  return true
}
