// Every setting of the server: name, type, default, one sentence. All else is tenant data in the store.
import { join, resolve } from 'node:path'
import * as read from './read-setting.ts'

/** One row of the documentation and of the check. `read` throws an Error that says what was expected. */
type Setting<T> = {
  readonly type: string
  readonly default: string
  readonly says: string
  readonly read: (text: string) => T
}

const setting = <T>(type: string, fallback: string, reader: (text: string) => T, says: string): Setting<T> => ({
  type,
  default: fallback,
  says,
  read: reader,
})

export const SETTINGS = {
  SYMBOLON_PORT: setting('port', '3000', read.port, 'Port to listen on.'),
  SYMBOLON_HOST: setting('address', 'loopback', read.host, 'Address to listen on.'),
  SYMBOLON_URL: setting(
    'URL',
    'http://localhost:PORT',
    read.baseUrl,
    'Issuer of the first tenant: scheme, host and port as clients see them.',
  ),
  SYMBOLON_DATA: setting('folder', './data', resolve, 'Folder of all that is kept in files; made when absent.'),
  SYMBOLON_DATABASE: setting(
    'database',
    'sqlite:symbolon.db under SYMBOLON_DATA',
    read.database,
    '`sqlite:PATH`, or `postgres://…` for more than one machine.',
  ),
  SYMBOLON_TLS_CERT: setting(
    'file',
    'none',
    read.file,
    'Certificate chain in PEM: the server then speaks HTTPS itself.',
  ),
  SYMBOLON_TLS_KEY: setting('file', 'none', read.file, 'Private key in PEM that belongs to SYMBOLON_TLS_CERT.'),
  SYMBOLON_MASTER_KEY: setting(
    'key',
    'made at first start, kept in master.key under SYMBOLON_DATA',
    read.key,
    '32 random bytes in base64 or hexadecimal that encrypt keys at rest; the same on every node.',
  ),
  SYMBOLON_TRUSTED_PROXIES: setting(
    'list',
    'none',
    read.addressRanges,
    'Addresses or ranges, with commas between, whose X-Forwarded-For and X-Forwarded-Host count.',
  ),
  SYMBOLON_EGRESS_ALLOW: setting(
    'list',
    'none',
    read.hosts,
    'Hosts and address ranges that outbound calls may reach although private, loopback included.',
  ),
  SYMBOLON_GEOIP: setting(
    'file',
    'none',
    read.addressDatabase,
    'Database of places in MaxMind’s format (`.mmdb`, City or Country), read at the start: what rules, actions, network ACLs and the log know of where an address is.',
  ),
  SYMBOLON_CUSTOM_DOMAINS: setting(
    'list',
    'none',
    read.domains,
    'Domains, `*.example.com` for all below one, that tenants may take as custom domains without proof by DNS.',
  ),
  SYMBOLON_DNS_SERVERS: setting(
    'list',
    'those of the system',
    read.addresses,
    'Name servers that are asked whose a domain is, with commas between; a port may follow.',
  ),
  SYMBOLON_CUSTOM_LOGIN_PAGES: setting(
    'domains, everywhere',
    'domains',
    read.oneOf('domains', 'everywhere'),
    'Where custom login pages of tenants are shown: at custom domains, or everywhere; there their scripts can do what an administrator can who is logged in to the dashboard.',
  ),
  SYMBOLON_MAIL: setting(
    'mail',
    'outbox:outbox under SYMBOLON_DATA',
    read.mail,
    '`smtp://…`, or `outbox:FOLDER` for one JSON file a message.',
  ),
  SYMBOLON_BOOTSTRAP_CLIENT_ID: setting(
    'text',
    'none',
    read.clientId,
    'At first start, the client_id of the machine-to-machine client that holds every scope of the system API.',
  ),
  SYMBOLON_BOOTSTRAP_CLIENT_SECRET: setting('secret', 'none', read.clientSecret, 'The secret of that client.'),
  SYMBOLON_CODE_SECONDS: setting(
    'number',
    '20',
    read.wholeNumber(1, 300),
    'Seconds that the rules, actions or hook of one request may take from beginning to end, waiting included.',
  ),
  SYMBOLON_FEED_CONNECTIONS: setting(
    'number',
    '1000',
    read.wholeNumber(0, 100_000),
    'Most connections that follow revocations and are held open at a time, in this process.',
  ),
  SYMBOLON_LOG_LEVEL: setting(
    'info, warn, error',
    'info',
    read.oneOf('info', 'warn', 'error'),
    'Lowest level of the lines on standard output.',
  ),
  SYMBOLON_LOG_RETENTION_DAYS: setting('number', '30', read.wholeNumber(1, 3650), 'Days the tenant log goes back.'),
} as const

export type SettingName = keyof typeof SETTINGS

/** The settings of one process, checked. */
export type Config = {
  /** Issuer of the first tenant, with its trailing slash; undefined: localhost with the port that is listened on. */
  readonly issuer: string | undefined
  readonly port: number
  /** Undefined: every loopback address. */
  readonly host: string | undefined
  readonly data: string
  readonly database: string
  readonly tls: { readonly cert: string; readonly key: string } | undefined
  readonly masterKey: Buffer | undefined
  readonly trustedProxies: readonly string[]
  readonly egressAllow: readonly string[]
  /** Whether login pages of tenants' own making are shown at the tenants' own hosts, where the dashboard is. */
  readonly ownLoginPagesEverywhere: boolean
  /** A database in MaxMind's format, all of it. */
  readonly geoip: Buffer | undefined
  /** Custom domains that need no proof. */
  readonly customDomains: readonly string[]
  readonly dnsServers: readonly string[]
  readonly mail: string
  readonly bootstrap: { readonly client_id: string; readonly client_secret: string } | undefined
  readonly codeSeconds: number
  readonly feedConnections: number
  readonly logLevel: 'info' | 'warn' | 'error'
  readonly logRetentionDays: number
}

/** All that is wrong with the settings; each mistake names its variable. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'))
    this.mistakes = mistakes
  }
}

type Values = { readonly [N in SettingName]: ReturnType<(typeof SETTINGS)[N]['read']> | undefined }

/**
 * The settings in `environment`. An empty variable counts as absent.
 *
 * @throws ConfigurationError with every mistake at once
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const mistakes: string[] = []
  const values = readValues(environment, mistakes)
  const tls = pair(values, mistakes, 'SYMBOLON_TLS_CERT', 'SYMBOLON_TLS_KEY')
  const bootstrap = pair(values, mistakes, 'SYMBOLON_BOOTSTRAP_CLIENT_ID', 'SYMBOLON_BOOTSTRAP_CLIENT_SECRET')
  if (mistakes.length > 0) throw new ConfigurationError(mistakes)
  const port = values.SYMBOLON_PORT ?? 3000
  const data = values.SYMBOLON_DATA ?? resolve('data')
  return {
    issuer: values.SYMBOLON_URL,
    port,
    host: values.SYMBOLON_HOST,
    data,
    database: values.SYMBOLON_DATABASE ?? `sqlite:${join(data, 'symbolon.db')}`,
    tls: tls && { cert: tls[0], key: tls[1] },
    masterKey: values.SYMBOLON_MASTER_KEY,
    trustedProxies: values.SYMBOLON_TRUSTED_PROXIES ?? [],
    egressAllow: values.SYMBOLON_EGRESS_ALLOW ?? [],
    ownLoginPagesEverywhere: values.SYMBOLON_CUSTOM_LOGIN_PAGES === 'everywhere',
    geoip: values.SYMBOLON_GEOIP,
    customDomains: values.SYMBOLON_CUSTOM_DOMAINS ?? [],
    dnsServers: values.SYMBOLON_DNS_SERVERS ?? [],
    mail: values.SYMBOLON_MAIL ?? `outbox:${join(data, 'outbox')}`,
    bootstrap: bootstrap && { client_id: bootstrap[0], client_secret: bootstrap[1] },
    codeSeconds: values.SYMBOLON_CODE_SECONDS ?? 20,
    feedConnections: values.SYMBOLON_FEED_CONNECTIONS ?? 1000,
    logLevel: values.SYMBOLON_LOG_LEVEL ?? 'info',
    logRetentionDays: values.SYMBOLON_LOG_RETENTION_DAYS ?? 30,
  }
}

function readValues(environment: Readonly<Record<string, string | undefined>>, mistakes: string[]): Values {
  const values: Record<string, unknown> = {}
  for (const [name, { read: reader }] of Object.entries(SETTINGS)) {
    const text = environment[name]
    if (text === undefined || text === '') continue
    try {
      values[name] = reader(text)
    } catch (error) {
      mistakes.push(`${name} ${error instanceof Error ? error.message : 'cannot be read'}`)
    }
  }
  return values as Values
}

function pair(
  values: Values,
  mistakes: string[],
  first: SettingName,
  second: SettingName,
): readonly [string, string] | undefined {
  const [one, other] = [values[first], values[second]]
  if (typeof one === 'string' && typeof other === 'string') return [one, other]
  const isAlone = (one === undefined) !== (other === undefined)
  const isMistakenElsewhere = mistakes.some(
    (mistake) => mistake.startsWith(`${first} `) || mistake.startsWith(`${second} `),
  )
  if (isAlone && !isMistakenElsewhere) mistakes.push(`${first} and ${second} belong together: set both, or neither`)
  return undefined
}
