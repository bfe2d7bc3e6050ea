// The settings of a tenant that the server honours. What it only keeps is not offered here.
import type { Section } from '../../parts/section.ts'

type Choice = { readonly value: string; readonly label: string }

export type Choices = { readonly apis: readonly Choice[]; readonly directories: readonly Choice[] }

const LANGUAGES = ['en', 'de', 'es', 'fr', 'ja', 'ar'] as const

const WHO: Section = {
  title: { en: 'Who this is', de: 'Wer das ist' },
  fields: [
    {
      kind: 'text',
      name: 'friendly_name',
      label: { en: 'Name', de: 'Name' },
      hint: { en: 'On the hosted pages and in mails.', de: 'Auf den Seiten und in E-Mails.' },
    },
    {
      kind: 'text',
      name: 'picture_url',
      label: { en: 'Picture', de: 'Bild' },
      hint: {
        en: 'Address of a logo, where the branding has none.',
        de: 'Adresse eines Logos, wo das Branding keines hat.',
      },
    },
    {
      kind: 'text',
      name: 'support_url',
      label: { en: 'Help page', de: 'Hilfeseite' },
      hint: { en: 'Where the error page leads people to.', de: 'Wohin die Fehlerseite führt.' },
    },
    {
      kind: 'text',
      name: 'support_email',
      label: { en: 'Help address', de: 'Hilfe-Adresse' },
      hint: {
        en: 'Where there is no help page; also in mails.',
        de: 'Wo es keine Hilfeseite gibt; auch in E-Mails.',
      },
    },
    {
      kind: 'several',
      name: 'enabled_locales',
      label: { en: 'Languages of pages and mails', de: 'Sprachen der Seiten und E-Mails' },
      options: LANGUAGES,
    },
  ],
}

const defaults = ({ apis, directories }: Choices): Section => ({
  title: { en: 'What requests are without', de: 'Wenn Anfragen nichts sagen' },
  fields: [
    {
      kind: 'one',
      name: 'default_audience',
      label: { en: 'Default API', de: 'Standard-API' },
      hint: {
        en: 'For requests that name no audience. Without it they get an opaque token.',
        de: 'Für Anfragen, die keine Audience nennen. Ohne sie bekommen sie ein undurchsichtiges Token.',
      },
      options: apis,
      mayBeEmpty: true,
    },
    {
      kind: 'one',
      name: 'default_directory',
      label: { en: 'Default directory', de: 'Standard-Verzeichnis' },
      hint: {
        en: 'In which the password grant looks for users.',
        de: 'In dem der Passwort-Grant nach Benutzern sucht.',
      },
      options: directories,
      mayBeEmpty: true,
    },
    {
      kind: 'one',
      name: 'resource_parameter_profile',
      label: { en: 'Parameter that names the API', de: 'Parameter, der die API nennt' },
      hint: {
        en: 'compatibility: audience, and resource of RFC 8707; audience: that alone.',
        de: 'compatibility: audience und resource aus RFC 8707; audience: nur das.',
      },
      options: ['compatibility', 'audience'],
    },
    {
      kind: 'text',
      name: 'default_redirection_uri',
      label: { en: 'Where an invitation leads', de: 'Wohin eine Einladung führt' },
      hint: {
        en: 'For applications that do not say where a login begins.',
        de: 'Für Anwendungen, die nicht sagen, wo eine Anmeldung beginnt.',
      },
    },
    {
      kind: 'text',
      name: 'error_page.url',
      label: { en: 'Error page of your own', de: 'Eigene Fehlerseite' },
      hint: { en: 'Where people go instead of our page.', de: 'Wohin Menschen statt auf unsere Seite kommen.' },
    },
  ],
})

const TOKENS: Section = {
  title: { en: 'Tokens and code', de: 'Token und Code' },
  fields: [
    {
      kind: 'seconds',
      name: 'machine_token_lifetime_limit',
      label: {
        en: 'Longest life of a long-lived token (seconds)',
        de: 'Längstes Leben eines langlebigen Tokens (Sekunden)',
      },
      hint: { en: '7776000 where nobody has said so.', de: '7776000, wenn nichts gesagt ist.' },
    },
    {
      kind: 'lines',
      name: 'outbound_hosts',
      label: { en: 'Hosts that rules and actions may call', de: 'Hosts, die Rules und Actions aufrufen dürfen' },
      hint: { en: 'One a line: a name, *.domain, or *.', de: 'Einer pro Zeile: ein Name, *.domain oder *.' },
    },
  ],
}

const FLAGS: Section = {
  title: { en: 'Flags', de: 'Schalter' },
  fields: [
    {
      kind: 'switch',
      name: 'flags.enable_client_connections',
      label: {
        en: 'New applications may use the connections',
        de: 'Neue Anwendungen dürfen die Verbindungen nutzen',
      },
    },
    {
      kind: 'switch',
      name: 'flags.revoke_refresh_token_grant',
      label: {
        en: 'Revoking a refresh token ends the consent too',
        de: 'Der Widerruf eines Refresh-Tokens beendet auch die Zustimmung',
      },
    },
    {
      kind: 'switch',
      name: 'flags.enable_public_signup_user_exists_error',
      label: {
        en: 'Sign-up says when somebody is known already',
        de: 'Die Registrierung sagt, wenn es jemanden schon gibt',
      },
    },
    {
      kind: 'switch',
      name: 'flags.require_pushed_authorization_requests',
      label: { en: 'Only pushed authorization requests', de: 'Nur übermittelte Autorisierungsanfragen (PAR)' },
    },
    {
      kind: 'switch',
      name: 'flags.allow_access_token_in_query',
      label: { en: '/userinfo takes the token in the address', de: '/userinfo nimmt das Token in der Adresse' },
      hint: {
        en: 'For old clients; addresses end up in logs.',
        de: 'Für alte Clients; Adressen landen in Protokollen.',
      },
    },
    {
      kind: 'perhaps',
      name: 'skip_non_verifiable_callback_uri_confirmation_prompt',
      label: {
        en: 'Skip the question about callbacks that nobody can verify',
        de: 'Die Frage nach Callbacks, die niemand prüfen kann, überspringen',
      },
      hint: {
        en: 'Those on localhost, and of schemes of an application’s own.',
        de: 'Die auf localhost und die mit einem Schema der Anwendung selbst.',
      },
    },
    {
      kind: 'switch',
      name: 'allow_organization_name_in_authentication_api',
      label: {
        en: 'Requests may name organizations by name',
        de: 'Anfragen dürfen Organisationen beim Namen nennen',
      },
    },
  ],
}

export const generalSections = (choices: Choices): readonly Section[] => [WHO, defaults(choices), TOKENS, FLAGS]
