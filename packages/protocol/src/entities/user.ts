// user: a person, as the Management API and the tenant's code see one. reference: Management API, section 8. Passwords are kept apart.

/** One way in which a user can log in. The first of a user's identities gave the user its id. */
export type Identity = {
  readonly connection: string
  /** The strategy's name, which is the first half of a `user_id`: `auth0`. */
  readonly provider: string
  /** The second half. */
  readonly user_id: string
  readonly isSocial: boolean
  /** What the connection says about the person; of identities that were linked to another. */
  readonly profileData?: Readonly<Record<string, unknown>>
}

export type Metadata = Readonly<Record<string, unknown>>

/** A user as it is kept and as it is answered. Fields never set are absent. */
export type User = {
  /** `auth0|` and 24 hexadecimal digits, or whatever an import brought. Also `sub`. */
  readonly user_id: string
  /** Lower case. */
  readonly email?: string
  readonly email_verified?: boolean
  readonly username?: string
  /** E.164. */
  readonly phone_number?: string
  readonly phone_verified?: boolean
  readonly name?: string
  readonly given_name?: string
  readonly family_name?: string
  readonly nickname?: string
  readonly picture?: string
  readonly blocked?: boolean
  readonly user_metadata?: Metadata
  readonly app_metadata?: Metadata
  readonly identities: readonly Identity[]
  /** ISO 8601, as all times of a user. */
  readonly created_at: string
  readonly updated_at: string
  readonly last_password_reset?: string
  /** Counted by the store with every login, and no part of the document that is compared when a user changes. */
  readonly last_login?: string
  readonly last_ip?: string
  readonly logins_count?: number
  /** Further profile fields that a scope may ask for: `locale`, `zoneinfo`, `address`, … */
  readonly [claim: string]: unknown
}

/** What is said of a person by whoever knows it: an identity, a database elsewhere, somebody else's token. */
export const PROFILE_FIELDS = [
  'email',
  'email_verified',
  'username',
  'phone_number',
  'phone_verified',
  'name',
  'given_name',
  'family_name',
  'nickname',
  'picture',
] as const
