// The one judge of every URL that a browser is sent to: callbacks, logout URLs, origins that messages go to. Texts are compared as
// they are, never as a parser would mend them; what cannot be read for certain is refused. RFC 9700 §2.1 and §4.1.3; reference:
// Authentication API, sections 3.1, 15 and 23.1.
import type { Client } from '@symbolon/protocol/entities/client'

/** Longest URL looked at, characters. */
const MAX_URL = 2048

// Visible ASCII without what URLs have no use for, and without the backslash, which browsers take for a slash.
const URL_TEXT = /^[!#-;=?-[\]_a-z~]+$/

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):/

// No user name, no star, no odd host, no percent sign in an authority: readers disagree about those.
const WEB_URL = /^(https?:\/\/)(\[[0-9a-f:.]+\]|[A-Za-z0-9.-]+)((?::[0-9]{1,5})?)([/?#].*)?$/

/** Schemes that a browser or the system itself acts upon, whoever has registered them. */
const NOT_AN_APPLICATION =
  /^(?:javascript|vbscript|livescript|data|file|filesystem|blob|about|view-source|jar|resource|chrome|edge|opera|brave|moz-extension|content|intent|android-app|ws|wss|ftp|ftps|sftp|mailto|tel|sms|smsto|mms|callto|facetime|ms-[a-z-]+|search-ms|shell|res|mk|mhtml|wyciwyg|feed|itms|itms-apps|market|ldap|ldaps|gopher|telnet|ssh|rdp|vnc|news|nntp|irc|magnet|bitcoin|cid|mid|http|https)$/

type WebUrl = {
  /** `https://`, in lower case. */
  readonly scheme: string
  readonly host: string
  /** `:8080`, or nothing. */
  readonly port: string
  /** With its slash, question mark or hash; as written. */
  readonly rest: string
}

const isParsable = (url: string): boolean => url.length <= MAX_URL && URL_TEXT.test(url) && URL.canParse(url)

const readWebUrl = (url: string): WebUrl | undefined => {
  const [, scheme, host, port = '', rest = ''] = (isParsable(url) && WEB_URL.exec(url)) || []
  return scheme === undefined || host === undefined ? undefined : { scheme, host, port, rest }
}

/** `com.example.app://callback`: RFC 8252 §7.1. The scheme in lower case, as every reader sees it. */
const isAppUrl = (url: string): boolean => {
  const [, scheme] = (isParsable(url) && SCHEME.exec(url)) || []
  return scheme !== undefined && scheme === scheme.toLowerCase() && !NOT_AN_APPLICATION.test(scheme)
}

const isNative = ({ app_type }: Client): boolean => app_type === 'native'

/** Whether `url` is of a kind that this client's browser may be sent to, registered or not. No fragment. RFC 6749 §3.1.2 */
const isOfAllowedKind = (client: Client, url: string): boolean => {
  if (url.includes('#')) return false
  return readWebUrl(url) !== undefined || ((isNative(client) || client.app_type === undefined) && isAppUrl(url))
}

const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/
const MAX_LABEL = 63
const WILDCARD =
  /^(https?:\/\/)([a-z0-9-]*)\*([a-z0-9-]*)(\.(?:[a-z0-9-]+\.)+[a-z0-9-]*[a-z][a-z0-9-]*(?::[0-9]{1,5})?(?:[/?][^*]*)?)$/

/**
 * Whether `pattern` has one `*` in the left-most label of its host, and `url` is the same text but for one label that fits it.
 * reference: Authentication API, section 23.1.
 */
const fitsWildcard = (pattern: string, url: string): boolean => {
  const [, scheme = '', before = '', after = '', rest = ''] = WILDCARD.exec(pattern) ?? []
  if (scheme === '' || !url.startsWith(scheme) || !url.endsWith(rest)) return false
  const label = url.slice(scheme.length, url.length - rest.length)
  const isLonger = label.length > before.length + after.length && label.length <= MAX_LABEL
  return isLonger && LABEL.test(label) && label.startsWith(before) && label.endsWith(after)
}

const LOOPBACK = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::([1-9][0-9]{0,4}))?((?:[/?].*)?)$/

/** The same address on this machine, whatever the port: an application takes the one it gets. RFC 8252 §7.3 */
const isSameLoopback = (registered: string, url: string): boolean => {
  const known = LOOPBACK.exec(registered)
  const asked = LOOPBACK.exec(url)
  if (!known || !asked) return false
  return known[1] === asked[1] && known[3] === asked[3] && Number(asked[2] ?? 80) <= 65_535
}

const mayUseWildcards = ({ is_first_party, third_party_security_mode }: Client): boolean =>
  is_first_party || third_party_security_mode === 'permissive'

const ORGANIZATION = '{organization_name}'

const WITH_ORGANIZATION =
  /^(https?:\/\/)\{organization_name\}(\.(?:[a-z0-9-]+\.)+[a-z0-9-]*[a-z][a-z0-9-]*(?::[0-9]{1,5})?(?:[/?][^*{]*)?)$/

/** Whether some callback of the client is another one for each organization. */
export const hasOrganizationCallbacks = ({ callbacks }: Client): boolean =>
  callbacks?.some((registered) => registered.includes(ORGANIZATION)) === true

/**
 * The client as it is within the organization of that name: `{organization_name}` as the whole left-most label of a callback stands for
 * the name, and matches nothing where that can be no label of a host. reference: Authentication API, section 23.1.
 */
export function clientWithin(client: Client, organization_name: string): Client {
  const isLabel = LABEL.test(organization_name) && organization_name.length <= MAX_LABEL
  if (!isLabel || !mayUseWildcards(client)) return client
  const callbacks = (client.callbacks ?? []).map((registered) =>
    registered.replace(WITH_ORGANIZATION, (_whole, scheme: string, rest: string) => scheme + organization_name + rest),
  )
  return { ...client, callbacks }
}

// Of a client, which is another object once it has changed: its callbacks that a browser may be sent to, as far as they were looked at.
const knownCallbacks = new WeakMap<Client, Set<string>>()

const isKnownCallback = (client: Client, redirect_uri: string): boolean =>
  knownCallbacks.get(client)?.has(redirect_uri) === true

const isRegistered = (client: Client, redirect_uri: string): boolean => {
  if (client.callbacks?.includes(redirect_uri) !== true) return false
  const known = knownCallbacks.get(client) ?? new Set()
  knownCallbacks.set(client, known.add(redirect_uri))
  return true
}

/** Whether the browser may be sent to `redirect_uri` with an answer for `client`. */
export function isCallback(client: Client, redirect_uri: string): boolean {
  if (isKnownCallback(client, redirect_uri)) return true
  if (!isOfAllowedKind(client, redirect_uri)) return false
  if (isRegistered(client, redirect_uri)) return true
  return (client.callbacks ?? []).some(
    (registered) =>
      (mayUseWildcards(client) && fitsWildcard(registered, redirect_uri)) ||
      (isNative(client) && isSameLoopback(registered, redirect_uri)),
  )
}

/** Where the answer goes when the request does not say: the first registered callback, if a browser may be sent there. */
export function firstCallback(client: Client): string | undefined {
  const first = client.callbacks?.[0]
  return first !== undefined && isCallback(client, first) ? first : undefined
}

/** `https://app.example.com:8080` of a URL with http or https, as a browser writes it; undefined for any other text. */
export function originOf(url: string): string | undefined {
  return readWebUrl(url) && new URL(url).origin
}

const includesOrigin = (client: Client, entries: readonly string[], origin: string): boolean =>
  entries.some(
    (entry) =>
      originOf(entry) === origin ||
      // What stands behind host and port of a pattern says nothing about an origin.
      (mayUseWildcards(client) && fitsWildcard(entry.replace(/^(https?:\/\/[^/?]*).*$/, '$1'), origin)),
  )

/**
 * Whether a window of `origin` may be told the answer of a request for `client`: one of its web origins, or the origin of a
 * callback. reference: Authentication API, section 3.3.
 */
export function isWebOrigin(client: Client, origin: string): boolean {
  if (originOf(origin) !== origin) return false
  return includesOrigin(client, [...(client.web_origins ?? []), ...(client.callbacks ?? [])], origin)
}

/** Whether scripts of `origin` may call the server for `client`. reference: Authentication API, section 23.1. */
export function isAllowedOrigin(client: Client, origin: string): boolean {
  if (isWebOrigin(client, origin)) return true
  return originOf(origin) === origin && includesOrigin(client, client.allowed_origins ?? [], origin)
}

/** Scheme, host, port and path: query and hash are the application's own. The host in lower case. */
const withoutQuery = (url: string): string | undefined => {
  const { scheme = '', host = '', port = '', rest = '' } = readWebUrl(url) ?? {}
  if (scheme === '') return undefined
  const path = rest.replace(/[?#].*$/, '')
  return scheme + host.toLowerCase() + port + (path === '' ? '/' : path)
}

const withPath = (pattern: string): string => {
  const bare = pattern.replace(/[?#].*$/, '')
  return /^https?:\/\/[^/]+$/.test(bare) ? `${bare}/` : bare
}

/** Whether `returnTo` of /v2/logout is one of `registered`. reference: Authentication API, section 15.1. */
export function isLogoutUrl(registered: readonly string[], returnTo: string): boolean {
  const target = withoutQuery(returnTo)
  if (target === undefined) return registered.includes(returnTo) && !returnTo.includes('#') && isAppUrl(returnTo)
  return registered.some((entry) => withoutQuery(entry) === target || fitsWildcard(withPath(entry), target))
}

/** Whether `post_logout_redirect_uri` is one of `registered`, letter for letter. RP-Initiated Logout 1.0 §3 */
export const isPostLogoutUrl = (registered: readonly string[], url: string): boolean =>
  registered.includes(url) && isSafeUrl(url)

/** Whether a browser may be sent to a URL that an administrator has set: an error page, a page after a link in a mail. */
export const isSafeUrl = (url: string): boolean => readWebUrl(url) !== undefined || isAppUrl(url)

/** Whether only the application itself can receive what is sent to a URL: not on this machine, no scheme of its own. */
export function isVerifiableCallback(redirect_uri: string): boolean {
  if (readWebUrl(redirect_uri) === undefined) return false
  // As a browser reads it: 127.1 and 0x7f.1 are this machine too, and a dot at the end changes nothing.
  const { hostname } = new URL(redirect_uri)
  return !/^(?:(?:.*\.)?localhost\.?|127\.[0-9.]+|\[::1\]|0\.0\.0\.0)$/.test(hostname)
}
