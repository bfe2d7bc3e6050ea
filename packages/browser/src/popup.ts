// The issuer asked in a window of its own, while the page stays where it is.
import type { Answer } from './answer.ts'
import { LoginError } from './errors.ts'
import type { Issuer } from './issuer.ts'
import { hear, WINDOW_NAME } from './window-answer.ts'

/** Milliseconds between two looks whether the person has closed the window: nothing tells. */
const LOOK = 300

/** A window in the middle of the page's. To be called while the person's click is being handled. @throws LoginError `popup_blocked` */
export function openPopup(): Window {
  const [width, height] = [420, 680]
  const left = Math.round(globalThis.screenX + (globalThis.outerWidth - width) / 2)
  const top = Math.round(globalThis.screenY + (globalThis.outerHeight - height) / 2)
  const popup = globalThis.open(
    'about:blank',
    WINDOW_NAME,
    `popup,width=${width},height=${height},left=${left},top=${top}`,
  )
  if (popup === null) throw new LoginError('popup_blocked', 'The browser does not let this page open a window')
  return popup
}

/** What the issuer answers in the window. @throws LoginError `popup_closed` */
export function askInPopup(popup: Window, url: string, issuer: Issuer): Promise<Answer> {
  const ended = new AbortController()
  return new Promise<Answer>((resolve, reject) => {
    const look = setInterval(() => {
      if (popup.closed) reject(new LoginError('popup_closed', 'The person has closed the window'))
    }, LOOK)
    ended.signal.addEventListener('abort', () => clearInterval(look))
    hear(popup, issuer, ended.signal, resolve)
    popup.location.replace(url)
  }).finally(() => {
    ended.abort()
    popup.close()
  })
}
