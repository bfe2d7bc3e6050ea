// What actions, their modules and hooks are sent with: secrets, modules they depend on, names. reference: Management API, sections 12
// and 13.
import { anyText, several, textOrNull, time } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { list, nullable, optional, record, string, type Static } from '@symbolon/protocol/entities/schema'
import { printable, text } from '@symbolon/protocol/entities/words'
import type { SealedSecret } from '../collections.ts'
import type { Tenancy } from '../tenancy.ts'
import { sealCodeSecret } from '../rules/code-secrets.ts'
import { invalidBody } from './refusals.ts'

const MAX_SECRETS = 50

export const CODE = string({ maxLength: 100_000 })

/** One without a value keeps the one it has: nobody who adds another must know it. */
export const SECRETS = list(record({ name: printable(128), value: optional(text(4096)) }), MAX_SECRETS)

export const DEPENDENCIES = list(
  record({ name: printable(214), version: printable(64), registry_url: optional(nullable(text(2048))) }),
  50,
)

export const NAME = string({ maxLength: 255, pattern: '^[a-zA-Z0-9](?:[ \\-_a-zA-Z0-9]*[a-zA-Z0-9])?$' })

/** Modules from elsewhere, as they are answered. */
export const DEPENDENCIES_ANSWER = several(
  record({ name: anyText(), version: anyText(), registry_url: optional(textOrNull()) }),
)

/** Secrets as they are answered. */
export const SECRETS_ANSWER = several(record({ name: anyText(), updated_at: time() }))

export const timeOf = ({ now }: Pick<Tenancy, 'now'>): string => new Date(now()).toISOString()

/**
 * The secrets as they are kept; a list that is sent replaces all that were there.
 *
 * @throws ApiError 400 for one without a value that was not there
 */
export const sealedSecrets = (
  tenancy: Tenancy,
  owner: string,
  sent: Static<typeof SECRETS> | undefined,
  before: readonly SealedSecret[] = [],
): readonly SealedSecret[] =>
  sent?.map(({ name, value }) => {
    if (value !== undefined) return sealCodeSecret(tenancy, owner, name, value, timeOf(tenancy))
    const known = before.find((one) => one.name === name)
    if (!known) throw invalidBody(`The secret ${name} needs a value`, 'secrets')
    return known
  }) ?? before

/** What is answered of secrets: never a value. */
export const shownSecrets = (secrets: readonly SealedSecret[]): readonly Document[] =>
  secrets.map(({ name, updated_at }) => ({ name, updated_at }))
