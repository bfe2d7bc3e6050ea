// RFC 7617 and RFC 6749 §2.3.1: client credentials in an Authorization header.

/** `client_id` and `client_secret`, percent-decoded. */
export type BasicCredentials = { readonly client_id: string; readonly client_secret: string }

const BASIC = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i

const decodeHalf = (half: string): string => decodeURIComponent(half.replaceAll('+', ' '))

/**
 * The credentials of a Basic header. Both halves are form-encoded before they are joined (RFC 6749 §2.3.1); clients that
 * skip this and send a bare `%` are read literally.
 *
 * Undefined when the header is not Basic, is not base64, is not UTF-8, or has no colon.
 */
export function readBasicCredentials(header: string): BasicCredentials | undefined {
  const encoded = BASIC.exec(header)?.[1]
  if (encoded === undefined) return undefined
  const text = decodeUtf8(encoded)
  const colon = text?.indexOf(':') ?? -1
  if (text === undefined || colon < 0) return undefined
  const halves = [text.slice(0, colon), text.slice(colon + 1)] as const
  try {
    return { client_id: decodeHalf(halves[0]), client_secret: decodeHalf(halves[1]) }
  } catch {
    return { client_id: halves[0], client_secret: halves[1] }
  }
}

function decodeUtf8(base64: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
