// Identifiers: unpredictable, in the formats of reference, Management API, section 4.
import type { IdFormat } from '@symbolon/protocol/entities/entity'
import type { Ports } from './ports.ts'

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
// Bytes from here on would favour the first letters.
const FAIR = 256 - (256 % ALPHANUMERIC.length)

const alphanumerics = (random: Ports['random'], length: number): string => {
  let letters = ''
  while (letters.length < length) {
    for (const byte of random(length)) {
      if (byte < FAIR && letters.length < length) letters += ALPHANUMERIC[byte % ALPHANUMERIC.length]
    }
  }
  return letters
}

/** A new identifier of this format. */
export const newId = (random: Ports['random'], { prefix, length, alphabet }: IdFormat): string =>
  prefix +
  (alphabet === 'hex'
    ? random(Math.ceil(length / 2))
        .toString('hex')
        .slice(0, length)
    : alphanumerics(random, length))
