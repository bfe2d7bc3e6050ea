// Base64 as URLs and tokens write it. RFC 4648, section 5.

/** `bytes` without padding. */
export const toBase64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

/** JSON as a part of a token. */
export const jsonToBase64url = (value: unknown): string => toBase64url(new TextEncoder().encode(JSON.stringify(value)))

/** The bytes of a part of a token. @throws DOMException when it is no base64 */
export const fromBase64url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))

/** 256 random bits. */
export const randomWord = (): string => toBase64url(crypto.getRandomValues(new Uint8Array(32)))

/** SHA-256 of a text. */
export const sha256 = async (text: string): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
