import type { Ports } from '@symbolon/core/ports'

/** Digits of one id. */
const LENGTH = 20

/** As many are drawn at once. */
const AT_ONCE = 50

/** Makes a source of ids for requests: 20 hexadecimal digits each, as in `X-Auth0-RequestId`. */
export function requestIds(random: Ports['random']): () => string {
  let digits = ''
  let at = 0
  return () => {
    if (at === digits.length) {
      digits = random((AT_ONCE * LENGTH) / 2).toString('hex')
      at = 0
    }
    at += LENGTH
    return digits.slice(at - LENGTH, at)
  }
}
