// The few kinds of values that several entities share. Every string and every list has an upper bound.
import { Type, type TProperties, type TSchema } from 'typebox'

/** No control characters, at least one character. */
const PRINTABLE = '^[^\\u0000-\\u001f\\u007f]+$'

/** Printable text that has no angle brackets, so that a page showing it raw would not become somebody else's. */
export const name = (maxLength: number) => Type.String({ maxLength, pattern: '^[^<>\\u0000-\\u001f\\u007f]+$' })

/** Any text up to a length, empty too. */
export const text = (maxLength: number) => Type.String({ maxLength })

/** Printable and not empty. */
export const printable = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: PRINTABLE })

/** scope-token of RFC 6749 §3.3. */
export const scopeToken = () =>
  Type.String({ minLength: 1, maxLength: 280, pattern: '^[\\x21\\x23-\\x5B\\x5D-\\x7E]+$' })

export const bool = () => Type.Boolean()

export const whole = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum })

export const oneOf = <const V extends string[]>(...values: V) => Type.Enum(values)

export const list = <S extends TSchema>(items: S, maxItems: number) => Type.Array(items, { maxItems })

// Whoever follows such a URL runs what stands in it, or shows it as the page's own.
const NO_SCRIPT_SCHEME =
  '(?!(?:[jJ][aA][vV][aA]|[vV][bB])[sS][cC][rR][iI][pP][tT]:|[dD][aA][tT][aA]:|[fF][iI][lL][eE]:|[bB][lL][oO][bB]:)'

/** A URL as customers write them: placeholders and empty allowed, judged where it is used. */
export const url = () => Type.String({ maxLength: 2048, pattern: `^${NO_SCRIPT_SCHEME}[^\\u0000-\\u0020\\u007f<>"]*$` })

/** An absolute https URL, or empty. */
export const httpsUrl = () => Type.String({ maxLength: 2048, pattern: '^(https://[^\\u0000-\\u0020\\u007f<>"]+)?$' })

/** ISO 8601 date and time. */
export const dateTime = () =>
  Type.String({
    maxLength: 40,
    pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})$',
  })

export const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()])

/** An object with these fields and no others; all optional but the required ones. */
export const record = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false })

export const optional = Type.Optional

/** A map that customers fill: bounded in keys, any JSON values. */
export const freeMap = (maxProperties: number) =>
  Type.Record(Type.String({ minLength: 1, maxLength: 255 }), Type.Unknown(), { maxProperties })

/** 24 hex digits, as the reference's object ids. */
export const OBJECT_ID = { prefix: '', length: 24, alphabet: 'hex' } as const
