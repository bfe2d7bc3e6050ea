// Whatever can be set and has an effect can be set on a screen of the dashboard, or it is said here why not. What has an effect is what
// docs/reference.md does not call "kept".
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EDITORS } from '@symbolon/dashboard/editors'
import { DATABASE_OPTIONS } from '@symbolon/protocol/entities/connection-options'
import type { Entity } from '@symbolon/protocol/entities/entity'
import { ENTITIES } from '@symbolon/protocol/entities/index'
import type { JsonSchema } from '@symbolon/protocol/entities/schema'
import { readPage, section } from './pages.ts'

const REFERENCE = readPage('docs/reference.md')

const entities: readonly Entity[] = ENTITIES

/** Entities that no form sets field by field. */
const WITHOUT_FORM: Readonly<Record<string, string>> = {
  'client-credential': 'public keys of an application are added and taken away whole',
  'client-grant': 'given with switches, by application and by API',
  rule: 'has an editor of its own',
  'email-provider': 'has a form of its own, which sends credentials whole',
  'email-template': 'HTML with Liquid: symbolon email-template',
  'breached-password-detection': 'the server knows of no breached passwords',
  'token-exchange-profile': 'symbolon token-exchange-profile',
  'machine-token': 'made at the API, and ended there; nothing of it is set afterwards',
  'signal-stream': 'symbolon signal-stream',
  'log-stream': 'symbolon log-stream',
  'user-attribute-profile': 'kept for programs that ask for it',
  'self-service-profile': 'kept for programs that ask for it',
  'network-acl': 'symbolon network-acl',
  'custom-domain': 'symbolon custom-domain',
  'discovery-domain': 'symbolon discovery-domain',
}

/** Fields that are set elsewhere than in the form of their entity. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  client: ['client_authentication_methods'],
  'resource-server': ['identifier', 'scopes', 'token_encryption'],
  connection: ['name', 'strategy', 'enabled_clients', 'options.configuration'],
  organization: ['enabled_connections'],
}

/** Of each attribute by which users are called: nobody is asked to prove it here when they sign up. */
const OF_ATTRIBUTES = ['unique', 'verification_method', 'signup.verification.active', 'validation']

const ATTRIBUTES = ['email', 'phone_number', 'username']
  .flatMap((kind) => OF_ATTRIBUTES.map((name) => `options.attributes.${kind}.${name}`))
  .filter((path) => path !== 'options.attributes.username.validation')

/** Fields, and what is in them, without an editor. */
const UNSET: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  client: {
    'jwt_configuration.secret_encoded': 'stays what it was',
    'jwt_configuration.scopes': 'kept',
    'default_organization.flows': 'there is one, and it goes with the organization',
    third_party_security_mode: 'decided when a client is made, by whoever lets strangers make clients',
    cross_origin_auth: 'the older name of cross_origin_authentication',
    custom_login_page: 'a page of HTML and scripts: symbolon client update --custom-login-page @FILE',
    custom_login_page_on: 'likewise',
  },
  connection: {
    ...Object.fromEntries(ATTRIBUTES.map((path) => [path, 'kept'])),
    'options.passkey_options': 'there are no passkeys',
    'options.authentication_methods.passkey.enabled': 'likewise',
    'options.authentication_methods.email_otp.enabled': 'there are no one-time passwords',
    'options.authentication_methods.phone_otp.enabled': 'likewise',
    'options.mfa.active': 'there are no second factors',
    'options.mfa.return_enroll_settings': 'likewise',
    'options.non_persistent_attrs': 'for users of others',
    'options.set_user_root_attributes': 'likewise',
    'options.upstream_params': 'likewise',
    'options.strategy_version': 'there is one',
    'options.password_options': 'kept',
  },
  'tenant-settings': {
    'error_page.html': 'kept: scripts of a page would run on the host that logs people in',
    'error_page.show_log_link': 'kept',
  },
  // Of a theme the pages show two colours and the logo.
  theme: { colors: 'kept', page_background: 'kept', widget: 'kept' },
}

const [, FLAGS = ''] = /^Flags of `flags`[^:]*:[^:]*:([\s\S]*?)\n\n/m.exec(REFERENCE) ?? []

const withoutNull = (schema: JsonSchema): JsonSchema => {
  const some = schema.anyOf?.filter(({ type }) => type !== 'null') ?? []
  const [only] = some
  return only && some.length === 1 ? only : schema
}

/** Paths of all that can be set of it; a map or a list is one thing. */
function pathsIn(name: string, schema: JsonSchema): readonly string[] {
  const { properties } = withoutNull(schema)
  return properties
    ? Object.entries(properties).flatMap(([inner, value]) => pathsIn(`${name}.${inner}`, value))
    : [name]
}

/** Whether the reference says that it is kept and nothing else. */
const isKept = (entity: string, field: string): boolean => {
  const rows = section(section(REFERENCE, 'Entities'), entity).split('\n')
  const notes =
    rows
      .find((row) => row.startsWith(`| \`${field}\` |`))
      ?.split('|')
      .at(-2) ?? ''
  return notes.split(';').some((note) => note.trim() === 'kept')
}

/** Paths with an effect that somebody may set, now or when it is made. */
const honoured = ({ name, fields, readOnly, writeOnly, hidden }: Entity): readonly string[] =>
  Object.entries(fields)
    .filter(([field]) => ![...readOnly, ...writeOnly, ...hidden].includes(field) && !isKept(name, field))
    .flatMap(([field, schema]) => pathsIn(field, field === 'options' ? DATABASE_OPTIONS : schema))
    .filter((path) => !path.startsWith('flags.') || FLAGS.includes(`\`${path.slice('flags.'.length)}\``))

const isWithin = (path: string, outer: string): boolean => path === outer || path.startsWith(`${outer}.`)

test('every field with an effect has an editor, or a reason why it has none', () => {
  const missing: string[] = []
  const needless: string[] = []
  for (const entity of entities) {
    const { name } = entity
    const sections = EDITORS.get(name)
    if (Object.hasOwn(WITHOUT_FORM, name)) {
      if (sections) needless.push(name)
      continue
    }
    const edited = (sections ?? []).flatMap(({ fields }) => fields.map((field) => field.name))
    const reasons = [...(ELSEWHERE[name] ?? []), ...Object.keys(UNSET[name] ?? {})]
    const without = honoured(entity).filter(
      (path) => !edited.some((field) => isWithin(path, field) || isWithin(field, path)),
    )
    missing.push(
      ...without.filter((path) => !reasons.some((reason) => isWithin(path, reason))).map((path) => `${name} ${path}`),
    )
    // A list that outlives what it speaks of would hide what comes next.
    needless.push(
      ...reasons.filter((reason) => !without.some((path) => isWithin(path, reason))).map((path) => `${name} ${path}`),
    )
  }
  assert.deepEqual({ missing, needless }, { missing: [], needless: [] })
})

test('no form sets what nobody has heard of', () => {
  const unknown = [...EDITORS].flatMap(([name, sections]) => {
    const entity = entities.find((one) => one.name === name)
    const paths = Object.entries(entity?.fields ?? {}).flatMap(([field, schema]) =>
      pathsIn(field, field === 'options' ? DATABASE_OPTIONS : schema),
    )
    return sections
      .flatMap(({ fields }) => fields.map((field) => field.name))
      .filter((field) => !paths.some((path) => isWithin(path, field) || isWithin(field, path)))
      .map((field) => `${name} ${field}`)
  })
  assert.deepEqual(unknown, [])
})
