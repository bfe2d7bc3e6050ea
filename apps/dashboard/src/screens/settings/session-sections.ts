// How long logins last, and how they end.
import type { Section } from '../../parts/section.ts'

export const SESSION_SECTIONS: readonly Section[] = [
  {
    title: { en: 'How long a login lasts', de: 'Wie lange eine Anmeldung gilt' },
    fields: [
      {
        kind: 'hours',
        name: 'session_lifetime',
        label: { en: 'At most (hours)', de: 'Höchstens (Stunden)' },
      },
      {
        kind: 'hours',
        name: 'idle_session_lifetime',
        label: { en: 'Without use (hours)', de: 'Ohne Benutzung (Stunden)' },
      },
      {
        kind: 'one',
        name: 'session_cookie.mode',
        label: { en: 'Cookie', de: 'Cookie' },
        hint: {
          en: 'persistent: it outlives the browser’s end; non-persistent: it does not.',
          de: 'persistent: überlebt das Ende des Browsers; non-persistent: nicht.',
        },
        options: ['persistent', 'non-persistent'],
      },
      {
        kind: 'hours',
        name: 'ephemeral_session_lifetime',
        label: { en: 'Non-persistent: at most (hours)', de: 'Nicht persistent: höchstens (Stunden)' },
      },
      {
        kind: 'hours',
        name: 'idle_ephemeral_session_lifetime',
        label: { en: 'Non-persistent: without use (hours)', de: 'Nicht persistent: ohne Benutzung (Stunden)' },
      },
    ],
  },
  {
    title: { en: 'Logging out', de: 'Abmelden' },
    fields: [
      {
        kind: 'lines',
        name: 'allowed_logout_urls',
        label: 'fieldLogoutUrls',
        hint: {
          en: 'One a line; for logouts that name no application.',
          de: 'Eine pro Zeile; für Abmeldungen, die keine Anwendung nennen.',
        },
      },
      {
        kind: 'switch',
        name: 'sessions.oidc_logout_prompt_enabled',
        label: { en: 'Ask before a logout without a hint', de: 'Vor einer Abmeldung ohne Hinweis fragen' },
      },
      {
        kind: 'switch',
        name: 'oidc_logout.rp_logout_end_session_endpoint_discovery',
        label: { en: 'Metadata name the logout endpoint', de: 'Die Metadaten nennen den Abmelde-Endpunkt' },
      },
    ],
  },
]

/** How the pages ask. */
export const LOGIN_PAGE_SECTIONS: readonly Section[] = [
  {
    title: { en: 'Login page', de: 'Anmeldeseite' },
    fields: [
      {
        kind: 'switch',
        name: 'identifier_first',
        label: { en: 'First the name, then the password', de: 'Erst der Name, dann das Passwort' },
        hint: { en: 'On two pages, one after the other.', de: 'Auf zwei Seiten nacheinander.' },
      },
    ],
  },
]
