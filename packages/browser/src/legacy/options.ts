// What programs written for auth0.js say, in the words of the wire.

/** An organization that somebody may log in to. */
export type OrganizationChoice = { readonly id: string; readonly name: string; readonly display_name?: string }

export type LegacyOptions = {
  /** Host of the issuer, such as `login.example.com`. */
  readonly domain?: string
  readonly clientID?: string
  readonly redirectUri?: string
  readonly responseType?: string
  readonly responseMode?: string
  readonly scope?: string
  readonly audience?: string
  readonly state?: string
  readonly nonce?: string
  readonly prompt?: string
  readonly connection?: string
  readonly loginHint?: string
  readonly screen_hint?: string
  readonly max_age?: number | string
  readonly organization?: string
  /** Asked where the application must have an organization and the person belongs to several. @returns the id of one of them */
  readonly chooseOrganization?: (organizations: readonly OrganizationChoice[]) => Promise<string>
  readonly appState?: unknown
  /** Milliseconds that a hidden frame has. */
  readonly timeout?: number
}

/** Names that differ from the wire's in more than their spelling. */
const WIRE: ReadonlyMap<string, string> = new Map([['clientID', 'client_id']])

/** What is for this library alone, or must not stand in an address. */
const OWN: ReadonlySet<string> = new Set([
  'domain',
  'appState',
  'timeout',
  'usePostMessage',
  'popupOptions',
  'password',
  'hash',
  'leeway',
])

/** `redirectUri` as `redirect_uri`, and so on: texts, numbers and booleans alone. */
export const wireNames = (options: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(options)
      .filter(([name, value]) => !OWN.has(name) && ['string', 'number', 'boolean'].includes(typeof value))
      .map(([name, value]) => [
        WIRE.get(name) ?? name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        String(value),
      ]),
  )
