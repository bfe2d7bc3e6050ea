// A row of the file of an import of users. reference: Management API, section 21, import user object.
import { list, oneOf, optional, record, string, type Static, whole } from './schema.ts'
import { USER } from './user-fields.ts'
import { freeMap } from './words.ts'

/** Longest digest, key or salt as text. */
const MAX_TEXT = 4096

const encoded = { value: string({ maxLength: MAX_TEXT }), encoding: optional(oneOf('base64', 'hex', 'utf8')) }

/** A password as the system before has hashed it. */
export const CUSTOM_PASSWORD_HASH = record({
  algorithm: oneOf('argon2', 'bcrypt', 'hmac', 'ldap', 'md4', 'md5', 'sha1', 'sha256', 'sha512', 'pbkdf2', 'scrypt'),
  hash: record({ ...encoded, digest: optional(string({ maxLength: 32 })), key: optional(record(encoded)) }),
  salt: optional(record({ ...encoded, position: optional(oneOf('prefix', 'suffix')) })),
  password: optional(record({ encoding: optional(oneOf('ascii', 'utf8', 'utf16le', 'ucs2', 'latin1', 'binary')) })),
  keylen: optional(whole(1, 512)),
  cost: optional(whole(1, 2 ** 31)),
  blockSize: optional(whole(1, 2 ** 20)),
  parallelization: optional(whole(1, 2 ** 20)),
})

export type CustomPasswordHash = Static<typeof CUSTOM_PASSWORD_HASH>

const {
  email,
  email_verified,
  phone_number,
  phone_verified,
  user_id,
  username,
  given_name,
  family_name,
  name,
  nickname,
  picture,
  blocked,
} = USER.fields

/** One user of an import, as it may be sent. */
export const IMPORTED_USER = record({
  email: optional(email),
  email_verified: optional(email_verified),
  phone_number: optional(phone_number),
  phone_verified: optional(phone_verified),
  user_id: optional(user_id),
  username: optional(username),
  given_name: optional(given_name),
  family_name: optional(family_name),
  name: optional(name),
  nickname: optional(nickname),
  picture: optional(picture),
  blocked: optional(blocked),
  password_hash: optional(string({ maxLength: 128 })),
  custom_password_hash: optional(CUSTOM_PASSWORD_HASH),
  app_metadata: optional(freeMap(500)),
  user_metadata: optional(freeMap(500)),
  mfa_factors: optional(list(freeMap(4), 10)),
})

export type ImportedUser = Static<typeof IMPORTED_USER>
