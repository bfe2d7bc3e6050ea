// Identifiers: unpredictable, in the formats of reference, Management API, section 4.
import type { IdFormat } from '@symbolon/protocol/entities/entity'
import type { Ports } from './ports.ts'

const DIGITS = '0123456789'
const ALPHANUMERIC = `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz${DIGITS}`

const lettersOf = (alphabet: string, random: Ports['random'], length: number): string => {
  // Bytes from here on would favour the first letters.
  const fair = 256 - (256 % alphabet.length)
  let letters = ''
  while (letters.length < length) {
    for (const byte of random(length)) {
      if (byte < fair && letters.length < length) letters += alphabet[byte % alphabet.length]
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
    : lettersOf(alphabet === 'digits' ? DIGITS : ALPHANUMERIC, random, length))
