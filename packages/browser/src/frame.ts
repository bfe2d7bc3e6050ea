// The issuer asked in a hidden frame: whoever is logged in there needs not be asked.
import type { Answer } from './answer.ts'
import { LoginError } from './errors.ts'
import type { Issuer } from './issuer.ts'
import { hear, WINDOW_NAME } from './window-answer.ts'

/** What the issuer answers at `url` within `patience` milliseconds. @throws LoginError `timeout` */
export function askInFrame(url: string, issuer: Issuer, patience: number): Promise<Answer> {
  const frame = document.createElement('iframe')
  frame.hidden = true
  frame.name = WINDOW_NAME
  frame.ariaHidden = 'true'
  const ended = new AbortController()
  return new Promise<Answer>((resolve, reject) => {
    const refuse = (): void => reject(new LoginError('timeout', 'The issuer did not answer in a hidden frame'))
    const timer = setTimeout(refuse, patience)
    ended.signal.addEventListener('abort', () => clearTimeout(timer))
    document.body.append(frame)
    if (frame.contentWindow) hear(frame.contentWindow, issuer, ended.signal, resolve)
    frame.src = url
  }).finally(() => {
    ended.abort()
    frame.remove()
  })
}
