// What the parts of a form say: text where it is text, and yes or no.
import type { Parts } from './endpoint.ts'
import { invalidBody } from './refusals.ts'

/** Most bytes of a part that is no file. */
const MAX_FIELD = 1024

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** What is no text is no JSON either: the job will say so. */
export const textOf = (bytes: Uint8Array): string => {
  try {
    const text = utf8.decode(bytes)
    return text.includes('\0') ? '' : text
  } catch {
    return ''
  }
}

/** The text of a part that is no file; undefined when it is not there. @throws ApiError 400 */
export const fieldOf = (parts: Parts, name: string): string | undefined => {
  const bytes = parts.get(name)
  if (bytes === undefined) return undefined
  const text = bytes.length > MAX_FIELD ? '' : textOf(bytes)
  if (!/^[^\p{Cc}]+$/u.test(text)) throw invalidBody(`Expected 1 to ${MAX_FIELD} printable characters`, name)
  return text
}

/** True or false as a part says, `otherwise` when it is not there. @throws ApiError 400 */
export const flagOf = (parts: Parts, name: string, otherwise: boolean): boolean => {
  const text = fieldOf(parts, name)
  if (text === undefined) return otherwise
  if (text !== 'true' && text !== 'false') throw invalidBody('Expected true or false', name)
  return text === 'true'
}
