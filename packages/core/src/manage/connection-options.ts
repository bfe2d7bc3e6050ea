// What the options of a connection may be, and which of them are kept sealed. reference: Management API, section 10.
import type { Connection } from '@symbolon/protocol/entities/connection'
import { DATABASE_OPTIONS, type DatabaseOptions, type ImportFrom } from '@symbolon/protocol/entities/connection-options'
import { fieldProblem } from '@symbolon/protocol/entities/validate'
import { openedOption, SEALED, sealedOption } from '../connections/sealed-options.ts'
import { ApiError } from '../errors.ts'
import { hostOfDomain, readyDomains } from '../issuers.ts'
import type { Tenancy } from '../tenancy.ts'

const refuse = (message: string): never => {
  throw new ApiError(400, message, 'invalid_body')
}

type Attributes = NonNullable<DatabaseOptions['attributes']>

const requireSoundAttributes = (attributes: Attributes): void => {
  const { email, phone_number } = attributes
  const active = Object.values(attributes).some((one) => one.identifier?.active)
  if (!active) refuse('attributes must contain one active identifier')
  if (phone_number?.identifier?.active && phone_number.signup?.status !== 'required') {
    refuse('attribute phone_number must also be required on signup')
  }
  if (email?.unique === false) refuse('cannot add non-unique email attribute')
}

const requireSound = ({ attributes, requires_username, validation }: DatabaseOptions): void => {
  if (attributes === undefined) return
  if (requires_username !== undefined) refuse('Cannot set both options.attributes and options.requires_username')
  if (validation !== undefined) refuse('Cannot set both options.attributes and options.validation')
  requireSoundAttributes(attributes)
}

/** Options of other strategies with which we prove ourselves to others. Who may read the connection may read them, as Auth0 has it. */
const SECRETS: ReadonlySet<string> = new Set([
  'client_secret',
  'clientSecret',
  'app_secret',
  'twilio_token',
  'password',
])

const mapSecrets = (options: DatabaseOptions, change: (value: string) => string): DatabaseOptions =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      SECRETS.has(name) && typeof value === 'string' ? change(value) : value,
    ]),
  )

/** The options as they are answered. What a database keeps sealed stays so, and the secret for an old tenant is not answered at all. */
export const openedOptions = (tenancy: Tenancy, { strategy, options }: Connection): DatabaseOptions => {
  if (strategy !== 'auth0') return mapSecrets(options, (value) => openedOption(tenancy, value))
  if (!options.import_from) return options
  const { client_secret: _secret, ...import_from } = options.import_from
  return { ...options, import_from }
}

/**
 * Who reads the options and writes them back sends no secret, since none was answered: it stays, as long as it is for the same application
 * of the same tenant. To no other is it ever told.
 */
const sealFrom = (tenancy: Tenancy, sent: ImportFrom, kept: ImportFrom | null | undefined): ImportFrom => {
  const { client_secret, ...rest } = sent
  if (client_secret === null) return rest
  if (client_secret !== undefined) return { ...rest, client_secret: sealedOption(tenancy, client_secret) }
  const isSame = kept?.domain === sent.domain && kept.client_id === sent.client_id
  return isSame && kept.client_secret ? { ...rest, client_secret: kept.client_secret } : rest
}

const sealValues = (
  tenancy: Tenancy,
  values: Readonly<Record<string, string>>,
  kept: Readonly<Record<string, string>>,
) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      // Who reads the options, changes one and writes them back sends what is sealed as it is.
      if (value.startsWith(SEALED) && value === kept[name]) return [name, value]
      return [name, sealedOption(tenancy, value)]
    }),
  )

const isOwnHost = async (tenancy: Tenancy, host: string): Promise<boolean> => {
  const { home } = tenancy.tenant
  const domains = await readyDomains(tenancy)
  return host === new URL(home).host || domains.some(({ domain }) => host === hostOfDomain(home, domain))
}

/**
 * The options as they are kept: checked, where the server goes by them, and secrets sealed.
 *
 * @throws ApiError 400
 */
export const soundOptions = async (
  tenancy: Tenancy,
  { strategy, options }: Connection,
  before?: Connection,
): Promise<DatabaseOptions> => {
  if (strategy !== 'auth0') return mapSecrets(options, (value) => sealedOption(tenancy, value))
  const problem = await fieldProblem({ fields: { options: DATABASE_OPTIONS } }, 'options', options)
  if (problem !== undefined) return refuse(problem)
  requireSound(options)
  const { configuration, import_from } = options
  if (import_from && (await isOwnHost(tenancy, import_from.domain)))
    refuse('options.import_from.domain is this tenant itself')
  const kept = before?.options
  return {
    ...options,
    ...(configuration ? { configuration: sealValues(tenancy, configuration, kept?.configuration ?? {}) } : {}),
    ...(import_from ? { import_from: sealFrom(tenancy, import_from, kept?.import_from) } : {}),
  }
}
