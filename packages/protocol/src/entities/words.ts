// The few kinds of values that several entities share. Every string and every list has an upper bound.
import { anything, mapOf, string } from './schema.ts'

/** No control characters, at least one character. */
const PRINTABLE = '^[^\\u0000-\\u001f\\u007f]+$'

/** Printable text that has no angle brackets, so that a page showing it raw would not become somebody else's. */
export const name = (maxLength: number) => string({ maxLength, pattern: '^[^<>\\u0000-\\u001f\\u007f]+$' })

/** Any text up to a length, empty too. */
export const text = (maxLength: number) => string({ maxLength })

/** One line, empty too: what stands in the head of a mail. */
export const line = (maxLength: number) => string({ maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]*$' })

/** Printable and not empty. */
export const printable = (maxLength: number) => string({ minLength: 1, maxLength, pattern: PRINTABLE })

/** scope-token of RFC 6749 §3.3. */
export const scopeToken = () => string({ minLength: 1, maxLength: 280, pattern: '^[\\x21\\x23-\\x5B\\x5D-\\x7E]+$' })

// Whoever follows such a URL runs what stands in it, or shows it as the page's own.
const NO_SCRIPT_SCHEME =
  '(?!(?:[jJ][aA][vV][aA]|[vV][bB])[sS][cC][rR][iI][pP][tT]:|[dD][aA][tT][aA]:|[fF][iI][lL][eE]:|[bB][lL][oO][bB]:)'

/** A URL as customers write them: placeholders and empty allowed, judged where it is used. */
export const url = () => string({ maxLength: 2048, pattern: `^${NO_SCRIPT_SCHEME}[^\\u0000-\\u0020\\u007f<>"]*$` })

/** An absolute https URL, or empty. */
export const httpsUrl = () => string({ maxLength: 2048, pattern: '^(https://[^\\u0000-\\u0020\\u007f<>"]+)?$' })

/** ISO 8601 date and time. */
export const dateTime = () =>
  string({
    maxLength: 40,
    pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})$',
  })

/** A map that customers fill: bounded in keys, any JSON values. */
export const freeMap = (maxProperties: number) => mapOf(anything(), maxProperties)

/** 24 hex digits, as the reference's object ids. */
export const OBJECT_ID = { prefix: '', length: 24, alphabet: 'hex' } as const
