// The options of a connection of the strategy `auth0`, a database of users. reference: Management API, section 10.
import type { Static } from './schema.ts'
import { anything, bool, list, mapOf, nullable, oneOf, openRecord, optional, record, string, whole } from './schema.ts'
import { freeMap, printable, text } from './words.ts'

const enabled = () => optional(record({ enabled: bool() }))

const attribute = <const Verification extends readonly string[]>(...methods: Verification) =>
  optional(
    openRecord(
      {
        identifier: optional(openRecord({ active: optional(bool()) }, 10)),
        profile_required: optional(bool()),
        unique: optional(bool()),
        verification_method: optional(oneOf(...methods)),
        signup: optional(
          openRecord(
            {
              status: optional(oneOf('required', 'optional', 'inactive')),
              verification: optional(record({ active: bool() })),
            },
            10,
          ),
        ),
        validation: optional(freeMap(10)),
      },
      20,
    ),
  )

const length = () => optional(whole(1, 128))

/** The tenant that is asked about whoever is not here yet, and the application that asks it. */
const importFrom = record({
  /** Its host, with the port where it is not 443. */
  domain: string({ maxLength: 259, pattern: '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$' }),
  client_id: printable(64),
  /** Kept sealed, never answered. */
  client_secret: optional(nullable(printable(1024))),
  /** The connection there; absent: the name of the one here. */
  realm: optional(printable(128)),
})

/** What is checked of them; others are kept as they are sent. */
export const DATABASE_OPTIONS = openRecord(
  {
    validation: optional(nullable(record({ username: optional(nullable(record({ min: length(), max: length() }))) }))),
    requires_username: optional(bool()),
    import_mode: optional(bool()),
    import_from: optional(nullable(importFrom)),
    enabledDatabaseCustomization: optional(bool()),
    customScripts: optional(mapOf(text(100000), 20)),
    /** Values are secrets: kept sealed, and answered as they are kept. */
    configuration: optional(mapOf(text(8192), 100)),
    enable_script_context: optional(bool()),
    passwordPolicy: optional(nullable(oneOf('none', 'low', 'fair', 'good', 'excellent'))),
    password_complexity_options: optional(nullable(record({ min_length: length() }))),
    password_history: optional(nullable(record({ enable: bool(), size: optional(whole(0, 24)) }))),
    password_no_personal_info: optional(nullable(record({ enable: bool() }))),
    password_dictionary: optional(nullable(record({ enable: bool(), dictionary: optional(list(text(50), 200)) }))),
    brute_force_protection: optional(bool()),
    disable_signup: optional(bool()),
    disable_self_service_change_password: optional(bool()),
    attributes: optional(
      record({
        email: attribute('link', 'otp', 'code'),
        phone_number: attribute('otp', 'code', 'link'),
        username: attribute('link', 'otp', 'code'),
      }),
    ),
    precedence: optional(list(oneOf('email', 'phone_number', 'username'), 3, { uniqueItems: true })),
    authentication_methods: optional(
      nullable(
        openRecord(
          {
            password: optional(
              openRecord(
                {
                  enabled: optional(bool()),
                  api_behavior: optional(oneOf('required', 'optional')),
                  signup_behavior: optional(oneOf('allow', 'block')),
                },
                10,
              ),
            ),
            passkey: enabled(),
            email_otp: enabled(),
            phone_otp: enabled(),
          },
          10,
        ),
      ),
    ),
    passkey_options: optional(nullable(freeMap(10))),
    mfa: optional(nullable(openRecord({ active: optional(bool()), return_enroll_settings: optional(bool()) }, 10))),
    non_persistent_attrs: optional(nullable(list(printable(256), 100))),
    set_user_root_attributes: optional(oneOf('on_each_login', 'on_first_login', 'never_on_login')),
    upstream_params: optional(nullable(freeMap(50))),
    strategy_version: optional(whole(1, 2)),
    password_options: optional(nullable(mapOf(anything(), 20))),
  },
  100,
)

/** The options of a database of users, checked where the server goes by them; whatever else was sent is kept beside them. */
export type DatabaseOptions = Static<typeof DATABASE_OPTIONS>

/** What a new database of users has where the request says nothing. */
export const DEFAULT_DATABASE_OPTIONS: DatabaseOptions = {
  mfa: { active: true, return_enroll_settings: true },
  passwordPolicy: 'good',
  strategy_version: 2,
  authentication_methods: { password: { enabled: true, api_behavior: 'required' }, passkey: { enabled: false } },
  passkey_options: { challenge_ui: 'both', progressive_enrollment_enabled: true, local_enrollment_enabled: true },
  brute_force_protection: true,
  // Deployment tools send it with every change, so that it must be there from the start.
  disable_self_service_change_password: false,
}

/** From where a connection's users come at their first login. */
export type ImportFrom = Static<typeof importFrom>
