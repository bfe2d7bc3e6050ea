// The tenant's code before a user of a database is made: a hook, then actions. They may say no, and give the user metadata.
// reference: extensibility, sections 12, 14 and 16.
import type { User } from '@symbolon/protocol/entities/user'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { checkUpdate } from '@symbolon/protocol/entities/validate'
import { OAuthError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import { boundActions } from './bound-actions.ts'
import { metadataOf } from './login-commands.ts'
import { hookContext, hookUser, registrationEvent, type Occasion } from './registration-event.ts'
import { commandsOf, refuseUnknown, runActions, textOf, type Command } from './run-actions.ts'
import { HookRefused, runHook } from './run-hook.ts'

const TRIGGER = 'pre-user-registration'

/** What an action may ask for at this trigger. */
export const REGISTRATION_COMMANDS: ReadonlySet<string> = new Set([
  'access.deny',
  'validation.error',
  'user.setAppMetadata',
  'user.setUserMetadata',
])

/** The tenant's code does not want the user. */
export class RegistrationDenied extends Error {
  /** What the code calls it, where it does. */
  readonly code: string | undefined
  /** For the person; undefined where there are no words for one. */
  readonly userMessage: string | undefined

  /** @param message - for the tenant's log */
  constructor(
    message: string,
    { code, userMessage }: { readonly code?: string; readonly userMessage?: string | undefined },
  ) {
    super(message)
    this.code = code
    this.userMessage = userMessage
  }
}

type Metadata = Pick<User, 'user_metadata' | 'app_metadata'>

/**
 * The metadata that the user is to be made with.
 *
 * @throws RegistrationDenied, also where the code cannot be run: then nobody registers
 */
export async function runPreUserRegistration(
  tenancy: Tenancy,
  user: User,
  password: string | undefined,
  occasion: Occasion,
): Promise<Metadata> {
  try {
    const hooked = await byHook(tenancy, user, password, occasion)
    const given = await byActions(tenancy, { ...user, ...hooked }, occasion)
    await requireSound(user, given)
    return given
  } catch (error) {
    if (error instanceof HookRefused) throw new RegistrationDenied(error.message, { userMessage: error.userMessage })
    if (error instanceof OAuthError) throw new RegistrationDenied(error.message, {})
    throw error
  }
}

/** Characters of JSON. reference: extensibility, section 17 */
const MOST_METADATA = 32_768

/** What code gives is checked as if somebody had sent it. What somebody did send has been checked. */
async function requireSound(sent: User, given: Metadata): Promise<void> {
  for (const field of ['user_metadata', 'app_metadata'] as const) {
    const value = given[field]
    if (value === undefined || value === sent[field]) continue
    const isTooLarge = JSON.stringify(value).length > MOST_METADATA
    const checked = await checkUpdate(USER, { [field]: value })
    const problem = isTooLarge ? `${field} is too large` : 'problem' in checked ? checked.problem : undefined
    if (problem !== undefined) throw new RegistrationDenied(`The code gives what cannot be kept: ${problem}`, {})
  }
}

/** Nobody has an id before they are there. */
export function unmade({ user_id, identities, created_at, updated_at, ...known }: User): Partial<User> {
  void [user_id, identities, created_at, updated_at]
  return known
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

async function byHook(
  tenancy: Tenancy,
  user: User,
  password: string | undefined,
  occasion: Occasion,
): Promise<Metadata> {
  const values = [{ ...hookUser(tenancy, unmade(user)), password }, hookContext(tenancy, occasion)]
  const run = await runHook(tenancy, TRIGGER, values, occasion.visitor, password === undefined ? [] : [password])
  return metadataByHook(user, run?.value)
}

/** What the hook that called back with `value` leaves of the metadata. */
export function metadataByHook({ user_metadata, app_metadata }: Metadata, value: unknown): Metadata {
  const given = isMap(value) && isMap(value['user']) ? value['user'] : {}
  return kept({
    user_metadata: isMap(given['user_metadata']) ? given['user_metadata'] : user_metadata,
    app_metadata: isMap(given['app_metadata']) ? given['app_metadata'] : app_metadata,
  })
}

async function byActions(tenancy: Tenancy, user: User, occasion: Occasion): Promise<Metadata> {
  const { user_metadata, app_metadata } = user
  const chain = await boundActions(tenancy, TRIGGER)
  if (!chain) return kept({ user_metadata, app_metadata })
  const answer = await runActions(tenancy, chain, {
    trigger: TRIGGER,
    handler: 'onExecutePreUserRegistration',
    visitor: occasion.visitor,
    event: registrationEvent(tenancy, occasion, unmade(user)),
    facts: {},
  })
  const commands = commandsOf(answer)
  refuseUnknown(commands, REGISTRATION_COMMANDS)
  const denied = commands.find(({ name }) => name === 'access.deny' || name === 'validation.error')
  if (denied) throw denialBy(denied)
  const changes = metadataOf(commands)
  return kept({
    user_metadata: merged(user_metadata, changes['user_metadata']),
    app_metadata: merged(app_metadata, changes['app_metadata']),
  })
}

function denialBy({ name, values: [first, second] }: Command): RegistrationDenied {
  const userMessage = textOf(second)
  if (name === 'access.deny') return new RegistrationDenied(textOf(first) ?? 'Denied by an action', { userMessage })
  const code = textOf(first) ?? 'validation_error'
  return new RegistrationDenied(userMessage ?? code, { code, userMessage })
}

/** Null takes a key away. */
const merged = (before: object | undefined, changes: object | undefined): Record<string, unknown> | undefined =>
  changes
    ? Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null))
    : (before as Record<string, unknown> | undefined)

const kept = ({
  user_metadata,
  app_metadata,
}: { readonly [K in keyof Metadata]: Metadata[K] | undefined }): Metadata => ({
  ...(user_metadata ? { user_metadata } : {}),
  ...(app_metadata ? { app_metadata } : {}),
})
