// users: people as they are kept: how they are found, what their passwords must be, what they may do. This file: the one form of what
// identifies them. Whatever is written in several ways is brought into one form first and judged afterwards, so that nothing passes a
// check in one form and acts in another.
import type { IdentifierKind } from '../record-store.ts'

const MAX_EMAIL = 320
const MAX_LOCAL_PART = 64
const MAX_USERNAME = 128

// Everything that Unicode holds for the same character becomes that character: a full-width commercial at is one.
const oneForm = (text: string): string => text.normalize('NFKC').toLowerCase().normalize('NFKC').trim()

// RFC 5322 dot-atom, and letters and digits of any script (RFC 6531). No quotes, no comments, no spaces.
const LOCAL_PART = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** The domain in ASCII, or undefined: at least two labels, the last of them not a number. */
function normalizeDomain(text: string): string | undefined {
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(text) || !URL.canParse(`http://${text}/`)) return undefined
  const domain = new URL(`http://${text}/`).hostname
  const labels = domain.split('.')
  const isSound = labels.length > 1 && domain.length <= 253 && labels.every((label) => LABEL.test(label))
  return isSound && !/^\d+$/.test(labels.at(-1) ?? '') ? domain : undefined
}

/** Lower case, one form of each character, the domain in ASCII; undefined when it is not an e-mail address. RFC 5321 */
export function normalizeEmail(text: string): string | undefined {
  if (text.length > MAX_EMAIL) return undefined
  const [local = '', domain = '', ...rest] = oneForm(text).split('@')
  if (rest.length > 0 || !LOCAL_PART.test(local) || Buffer.byteLength(local) > MAX_LOCAL_PART) return undefined
  const ascii = normalizeDomain(domain)
  const email = `${local}@${ascii}`
  return ascii !== undefined && email.length <= MAX_EMAIL ? email : undefined
}

/** E.164, with spaces and the usual punctuation taken out; undefined when it is not a number with its country. */
export function normalizePhone(text: string): string | undefined {
  if (text.length > 64) return undefined
  const digits = oneForm(text).replaceAll(/[\s().-]/g, '')
  return /^\+[1-9]\d{1,14}$/.test(digits) ? digits : undefined
}

/** Lower case; letters, digits and the punctuation that Auth0 allows, and never an e-mail address. */
export function normalizeUsername(text: string): string | undefined {
  if (text.length > MAX_USERNAME) return undefined
  const username = oneForm(text)
  const isSound = /^[\p{L}\p{M}\p{N}_+\-.!#$'^`~@]+$/u.test(username) && username.length <= MAX_USERNAME
  return isSound && normalizeEmail(username) === undefined ? username : undefined
}

/** The one form of each, by what the field is called; undefined for what can be none. */
export const FORMS: Readonly<Record<IdentifierKind, (text: string) => string | undefined>> = {
  email: normalizeEmail,
  phone_number: normalizePhone,
  username: normalizeUsername,
}
