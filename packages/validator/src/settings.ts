// Options, checked once and made whole. Every mistake names its option.
import type { SignatureAlgorithm } from './algorithms.ts'
import { algorithmOf, PUBLIC_KEY_ALGORITHMS } from './algorithms.ts'
import type { IssuerOptions, Notice, RevocationOptions, ValidatorOptions } from './options.ts'

/** An option that cannot be what it is. */
export class InvalidOption extends TypeError {
  override readonly name = 'InvalidOption'
}

export type IssuerSettings = IssuerOptions & {
  readonly algorithms: readonly SignatureAlgorithm[]
  readonly revocations: Required<Omit<RevocationOptions, 'url'>> & { readonly url: string }
}

export type Settings = Omit<ValidatorOptions, 'issuer' | 'issuers' | 'audience'> & {
  readonly issuers: ReadonlyMap<string, IssuerSettings>
  readonly audiences: readonly string[]
  readonly strict: boolean
  readonly clockTolerance: number
  readonly maxTokenLength: number
  readonly remember: number
  readonly fetch: typeof fetch
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly notice: (notice: Notice) => void
}

const LOOPBACK = /^(?:localhost|[^.]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** `text` as a URL that keys may come from: with TLS, unless it is this machine's or the author says so. */
const requireUrl = (option: string, text: string, allowHttp = false): void => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url) throw new InvalidOption(`${option} must be a URL`)
  if (url.username || url.password || url.hash) throw new InvalidOption(`${option} must have no user and no fragment`)
  if (url.protocol === 'https:' || (url.protocol === 'http:' && (allowHttp || LOOPBACK.test(url.hostname)))) return
  throw new InvalidOption(`${option} must begin with https:// (or set allowHttp)`)
}

const within = (option: string, value: number, least: number, most: number): number => {
  if (typeof value === 'number' && value >= least && value <= most) return value
  throw new InvalidOption(`${option} must be a number from ${least} to ${most}`)
}

const oneOf = <T extends string>(option: string, value: T, words: readonly T[]): T => {
  if (words.includes(value)) return value
  throw new InvalidOption(`${option} must be one of ${words.join(', ')}`)
}

const isEdge = (): boolean =>
  typeof navigator === 'object' && (navigator as { userAgent?: string }).userAgent === 'Cloudflare-Workers'

const revocationSettings = (
  { issuer, keys, secret, jwksUri }: IssuerOptions,
  given: RevocationOptions,
): IssuerSettings['revocations'] => {
  const areKeysGiven = keys !== undefined || (secret !== undefined && jwksUri === undefined)
  const { follow = areKeysGiven ? 'off' : 'auto', whenStale = 'closed', maxStaleness = 300 } = given
  return {
    follow: oneOf('revocations.follow', follow, ['auto', 'required', 'off']),
    whenStale: oneOf('revocations.whenStale', whenStale, ['closed', 'open']),
    by: oneOf('revocations.by', given.by ?? (isEdge() ? 'ask' : 'stream'), ['stream', 'ask']),
    maxStaleness: within('revocations.maxStaleness', maxStaleness, 1, 86_400),
    url: given.url ?? `${issuer.replace(/\/$/, '')}/.well-known/revocations`,
  }
}

const issuerSettings = (given: string | IssuerOptions, options: ValidatorOptions): IssuerSettings => {
  const issuer: IssuerOptions = typeof given === 'string' ? { issuer: given } : given
  const { allowHttp, algorithms = issuer.secret === undefined ? PUBLIC_KEY_ALGORITHMS : ['HS256' as const] } = options
  requireUrl('issuer', issuer.issuer, allowHttp)
  if (issuer.jwksUri !== undefined) requireUrl('jwksUri', issuer.jwksUri, allowHttp)
  const accepted = issuer.algorithms ?? algorithms
  for (const alg of accepted) {
    const kty = algorithmOf(alg)?.kty
    if (!kty) throw new InvalidOption(`algorithms must not name ${String(alg)}`)
    if ((kty === 'oct') !== (issuer.secret !== undefined)) {
      throw new InvalidOption('algorithms must be those of the secret, or those of public keys, and never both')
    }
  }
  if (accepted.length === 0) throw new InvalidOption('algorithms must name one')
  if (issuer.secret !== undefined && (issuer.keys ?? issuer.jwksUri) !== undefined) {
    throw new InvalidOption('secret, keys and jwksUri exclude each other')
  }
  const revocations = revocationSettings(issuer, { ...options.revocations, ...issuer.revocations })
  requireUrl('revocations.url', revocations.url, allowHttp)
  return { ...issuer, algorithms: accepted, revocations }
}

// The only voice there is when nobody listens.
// oxlint-disable-next-line no-console
const toConsole = ({ issuer, message }: Notice): void => console.warn(`[symbolon validator] ${issuer}: ${message}`)

/** @throws InvalidOption */
export function readOptions(options: ValidatorOptions): Settings {
  const { issuer, issuers = [], audience, ...rest } = options
  const all = [...(issuer === undefined ? [] : [issuer]), ...issuers].map((one) => issuerSettings(one, options))
  if (all.length === 0) throw new InvalidOption('issuer must be given')
  const byName = new Map(all.map((one) => [one.issuer, one]))
  if (byName.size < all.length) throw new InvalidOption('issuers must name each issuer once')
  const audiences = typeof audience === 'string' ? [audience] : [...(audience ?? [])]
  if (audiences.length === 0 || audiences.some((one) => typeof one !== 'string' || one === '')) {
    throw new InvalidOption('audience must be a string or several')
  }
  if (options.publicUrl !== undefined) requireUrl('publicUrl', options.publicUrl, true)
  return {
    ...rest,
    issuers: byName,
    audiences,
    strict: options.strict ?? false,
    clockTolerance: within('clockTolerance', options.clockTolerance ?? 5, 0, 60),
    maxTokenLength: within('maxTokenLength', options.maxTokenLength ?? 16_384, 256, 1_048_576),
    remember: within('remember', options.remember ?? 10_000, 0, 1_000_000),
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    now: options.now ?? Date.now,
    notice: options.onNotice ?? toConsole,
  }
}
