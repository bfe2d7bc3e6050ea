// POST /dbconnections/signup. reference: Authentication API, section 17.1.
import type { FastifyRequest } from 'fastify'
import { signUp } from '@symbolon/core/login/sign-up'
import type { User } from '@symbolon/protocol/entities/user'
import { visitorOf } from '../browser/visitor.ts'
import { fieldsOf, textOf, type Fields } from './body.ts'
import { clientOf, languagesOf } from './caller.ts'
import { legacyRefusal } from './refusal.ts'

const MAX_METADATA = 10
const MAX_METADATA_KEY = 100
const MAX_METADATA_VALUE = 500

/** Strings alone, and few. */
function metadataOf(fields: Fields): User['user_metadata'] | undefined {
  const value = fields['user_metadata']
  if (value === undefined || value === null) return undefined
  const entries = typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : undefined
  const isSound =
    entries !== undefined &&
    entries.length <= MAX_METADATA &&
    entries.every(
      ([key, text]) => key.length <= MAX_METADATA_KEY && typeof text === 'string' && text.length <= MAX_METADATA_VALUE,
    )
  if (!isSound) {
    throw legacyRefusal(
      400,
      'invalid_user_metadata',
      'user_metadata must have at most 10 texts of at most 500 characters',
    )
  }
  return Object.fromEntries(entries)
}

function pictureOf(fields: Fields): string | undefined {
  const picture = textOf(fields, 'picture', 2048)
  if (picture === undefined || (URL.canParse(picture) && /^https?:$/.test(new URL(picture).protocol))) return picture
  throw legacyRefusal(400, 'invalid_picture', 'picture must be a URL')
}

/** What is answered, without the provider in front of the id. */
function answerFor(user: User): Readonly<Record<string, unknown>> {
  const { email, email_verified, username, phone_number, given_name, family_name, name, nickname, picture } = user
  const asked = { username, phone_number, given_name, family_name, name, nickname, picture }
  return {
    _id: user.user_id.slice(user.user_id.indexOf('|') + 1),
    ...(email === undefined ? {} : { email, email_verified: email_verified ?? false }),
    ...Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)),
    ...(user.user_metadata ? { user_metadata: user.user_metadata } : {}),
  }
}

/** What was not sent is not answered: names that we make up are no part of it. */
const onlySent = (answer: Readonly<Record<string, unknown>>, fields: Fields): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(answer).filter(([name]) => !/^(?:name|nickname|picture)$/.test(name) || fields[name] !== undefined),
  )

export async function signUpHere(request: FastifyRequest): Promise<Readonly<Record<string, unknown>>> {
  const fields = fieldsOf(request)
  const client = await clientOf(request, fields)
  const connection = textOf(fields, 'connection', 128)
  const password = textOf(fields, 'password', 4096)
  if (connection === undefined) throw legacyRefusal(400, 'invalid_request', 'Missing required parameter: connection')
  const user = await signUp(request.tenancy, {
    client,
    connection,
    // An empty one is judged by the policy, as any other.
    password: password ?? '',
    visitor: visitorOf(request),
    languages: languagesOf(request),
    email: textOf(fields, 'email', 400),
    username: textOf(fields, 'username', 400),
    phone_number: textOf(fields, 'phone_number', 64),
    given_name: textOf(fields, 'given_name', 150),
    family_name: textOf(fields, 'family_name', 150),
    name: textOf(fields, 'name', 300),
    nickname: textOf(fields, 'nickname', 300),
    picture: pictureOf(fields),
    user_metadata: metadataOf(fields),
  })
  return onlySent(answerFor(user), fields)
}
