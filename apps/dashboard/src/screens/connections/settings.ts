// What can be set of a connection, and how it is asked for.
import type { Field, Section } from '../../parts/section.ts'

const COMMON: Section = {
  title: 'settings',
  fields: [
    {
      kind: 'text',
      name: 'display_name',
      label: 'connectionShownAs',
      hint: 'connectionShownAsHint',
      isOptional: true,
    },
    { kind: 'switch', name: 'authentication.active', label: 'connectionActive', hint: 'connectionActiveHint' },
    { kind: 'switch', name: 'is_domain_connection', label: 'connectionDomain', hint: 'connectionDomainHint' },
    { kind: 'lines', name: 'realms', label: 'connectionRealms', hint: 'connectionRealmsHint' },
  ],
}

const ACCOUNTS: readonly Field[] = [
  { kind: 'switch', name: 'options.disable_signup', label: 'connectionNoSignUp', hint: 'connectionNoSignUpHint' },
  {
    kind: 'switch',
    name: 'options.disable_self_service_change_password',
    label: 'connectionNoReset',
    hint: 'connectionNoResetHint',
  },
  { kind: 'switch', name: 'options.brute_force_protection', label: 'connectionBruteForce' },
  {
    kind: 'switch',
    name: 'options.authentication_methods.password.enabled',
    label: 'connectionPasswords',
    hint: 'connectionPasswordsHint',
  },
  {
    kind: 'one',
    name: 'options.authentication_methods.password.signup_behavior',
    label: { en: 'Sign-up with a password', de: 'Registrierung mit Passwort' },
    options: ['allow', 'block'],
    isOptional: true,
  },
  {
    kind: 'one',
    name: 'options.authentication_methods.password.api_behavior',
    label: { en: 'Users that the Management API makes', de: 'Benutzer, die die Management-API macht' },
    hint: { en: 'Whether they need a password to be made.', de: 'Ob sie dafür ein Passwort brauchen.' },
    options: ['required', 'optional'],
    isOptional: true,
  },
]

const PASSWORDS: Section = {
  title: 'connectionPasswordRules',
  fields: [
    {
      kind: 'one',
      name: 'options.passwordPolicy',
      label: 'connectionPolicy',
      hint: 'connectionPolicyHint',
      options: ['none', 'low', 'fair', 'good', 'excellent'],
    },
    {
      kind: 'number',
      name: 'options.password_complexity_options.min_length',
      label: 'connectionMinLength',
      hint: 'connectionMinLengthHint',
      isOptional: true,
    },
    { kind: 'switch', name: 'options.password_history.enable', label: 'connectionHistory' },
    {
      kind: 'number',
      name: 'options.password_history.size',
      label: 'connectionHistorySize',
      hint: 'connectionHistorySizeHint',
      isOptional: true,
    },
    {
      kind: 'switch',
      name: 'options.password_dictionary.enable',
      label: 'connectionDictionary',
      hint: 'connectionDictionaryHint',
    },
    { kind: 'lines', name: 'options.password_dictionary.dictionary', label: 'connectionDictionaryOwn' },
    {
      kind: 'switch',
      name: 'options.password_no_personal_info.enable',
      label: 'connectionPersonal',
      hint: 'connectionPersonalHint',
    },
  ],
}

const USERNAMES: readonly Field[] = [
  { kind: 'switch', name: 'options.requires_username', label: 'connectionUsername', hint: 'connectionUsernameHint' },
  { kind: 'number', name: 'options.validation.username.min', label: 'connectionUsernameMin', isOptional: true },
  { kind: 'number', name: 'options.validation.username.max', label: 'connectionUsernameMax', isOptional: true },
]

const attribute = (kind: 'email' | 'phone_number' | 'username'): readonly Field[] => [
  {
    kind: 'switch',
    name: `options.attributes.${kind}.identifier.active`,
    label: kind === 'email' ? 'attributeEmail' : kind === 'username' ? 'attributeUsername' : 'attributePhone',
  },
  {
    kind: 'one',
    name: `options.attributes.${kind}.signup.status`,
    label: 'attributeSignUp',
    options: ['required', 'optional', 'inactive'],
    isOptional: true,
  },
  {
    kind: 'switch',
    name: `options.attributes.${kind}.profile_required`,
    label: { en: 'Every user has one', de: 'Jeder Benutzer hat eins' },
    hint: { en: 'Also those that administrators make.', de: 'Auch, wen die Verwaltung anlegt.' },
  },
]

const ATTRIBUTES: readonly Field[] = [
  ...attribute('email'),
  ...attribute('username'),
  {
    kind: 'number',
    name: 'options.attributes.username.validation.min_length',
    label: 'connectionUsernameMin',
    isOptional: true,
  },
  {
    kind: 'number',
    name: 'options.attributes.username.validation.max_length',
    label: 'connectionUsernameMax',
    isOptional: true,
  },
  ...attribute('phone_number'),
  {
    kind: 'lines',
    name: 'options.precedence',
    label: 'attributePrecedence',
    hint: 'attributePrecedenceHint',
  },
]

const IMPORT: Section = {
  title: 'connectionImport',
  fields: [
    { kind: 'switch', name: 'options.import_mode', label: 'connectionImportMode', hint: 'connectionImportHint' },
    { kind: 'text', name: 'options.import_from.domain', label: 'connectionImportDomain', isOptional: true },
    { kind: 'text', name: 'options.import_from.client_id', label: 'connectionImportClient', isOptional: true },
    {
      kind: 'text',
      name: 'options.import_from.client_secret',
      label: 'connectionImportSecret',
      hint: 'connectionImportSecretHint',
      isOptional: true,
    },
    {
      kind: 'text',
      name: 'options.import_from.realm',
      label: 'connectionImportRealm',
      hint: 'connectionImportRealmHint',
      isOptional: true,
    },
  ],
}

const MORE: Section = {
  title: 'advanced',
  fields: [{ kind: 'map', name: 'metadata', label: 'metadata', hint: 'metadataHint' }],
}

/** Users are called by attributes, or by their address and perhaps a user name: which of the two decides what can be set. */
export const connectionSections = (strategy: string, hasAttributes: boolean): readonly Section[] =>
  strategy === 'auth0'
    ? [
        COMMON,
        { title: 'connectionAccounts', fields: ACCOUNTS },
        PASSWORDS,
        { title: 'connectionIdentifiers', fields: hasAttributes ? ATTRIBUTES : USERNAMES },
        IMPORT,
        MORE,
      ]
    : [
        COMMON,
        { title: 'connectionOptions', fields: [{ kind: 'json', name: 'options', label: 'connectionOptions' }] },
        MORE,
      ]
