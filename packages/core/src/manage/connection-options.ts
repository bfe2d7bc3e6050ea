// What the options of a connection may be, and which of them are kept sealed. reference: Management API, section 10.
import type { Connection } from '@symbolon/protocol/entities/connection'
import { DATABASE_OPTIONS, type DatabaseOptions } from '@symbolon/protocol/entities/connection-options'
import { fieldProblem } from '@symbolon/protocol/entities/validate'
import { ApiError } from '../errors.ts'
import { seal, unseal } from '../jose/sealing.ts'
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

/** How a value looks that is sealed already. */
export const SEALED = '2.0$'

/** What the secrets of connections are sealed for. */
export const connectionPurpose = (tenant_id: string): string => `configuration of a connection of ${tenant_id}`

const purposeOf = ({ tenant }: Tenancy): string => connectionPurpose(tenant.tenant_id)

const sealed = (tenancy: Tenancy, value: string): string =>
  SEALED + seal(tenancy.masterKey, purposeOf(tenancy), Buffer.from(value, 'utf8'))

const opened = (tenancy: Tenancy, value: string): string =>
  value.startsWith(SEALED)
    ? unseal(tenancy.masterKey, purposeOf(tenancy), value.slice(SEALED.length)).toString('utf8')
    : value

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

/** The options as they are answered. What a database keeps sealed stays so. */
export const openedOptions = (tenancy: Tenancy, { strategy, options }: Connection): DatabaseOptions =>
  strategy === 'auth0' ? options : mapSecrets(options, (value) => opened(tenancy, value))

const sealValues = (
  tenancy: Tenancy,
  values: Readonly<Record<string, string>>,
  kept: Readonly<Record<string, string>>,
) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      // Who reads the options, changes one and writes them back sends what is sealed as it is.
      if (value.startsWith(SEALED) && value === kept[name]) return [name, value]
      return [name, sealed(tenancy, value)]
    }),
  )

/**
 * The options as they are kept: checked, where the server goes by them, and the values of `configuration` sealed.
 *
 * @throws ApiError 400
 */
export const soundOptions = async (
  tenancy: Tenancy,
  { strategy, options }: Connection,
  before?: Connection,
): Promise<DatabaseOptions> => {
  if (strategy !== 'auth0') return mapSecrets(options, (value) => sealed(tenancy, value))
  const problem = await fieldProblem({ fields: { options: DATABASE_OPTIONS } }, 'options', options)
  if (problem !== undefined) return refuse(problem)
  requireSound(options)
  const { configuration } = options
  if (!configuration) return options
  return { ...options, configuration: sealValues(tenancy, configuration, before?.options.configuration ?? {}) }
}
