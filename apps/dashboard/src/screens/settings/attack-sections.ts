// What is done about attempts to guess.
import type { Section } from '../../parts/section.ts'

export const BRUTE_FORCE_SECTIONS: readonly Section[] = [
  {
    title: { en: 'Wrong passwords for one account', de: 'Falsche Passwörter für ein Konto' },
    fields: [
      { kind: 'switch', name: 'enabled', label: { en: 'On', de: 'An' } },
      {
        kind: 'number',
        name: 'max_attempts',
        label: { en: 'Attempts before the account is blocked', de: 'Versuche, bevor das Konto gesperrt wird' },
      },
      {
        kind: 'one',
        name: 'mode',
        label: { en: 'Counted', de: 'Gezählt wird' },
        hint: {
          en: 'For each address by itself, or for all addresses together.',
          de: 'Für jede Adresse einzeln, oder für alle zusammen.',
        },
        options: ['count_per_identifier_and_ip', 'count_per_identifier'],
      },
      {
        kind: 'several',
        name: 'shields',
        label: { en: 'What is done', de: 'Was geschieht' },
        options: ['block', 'user_notification'],
      },
      {
        kind: 'lines',
        name: 'allowlist',
        label: { en: 'Addresses that are never held back', de: 'Adressen, die nie aufgehalten werden' },
        hint: { en: 'One a line: IPv4, IPv6, CIDR.', de: 'Eine pro Zeile: IPv4, IPv6, CIDR.' },
      },
    ],
  },
]

export const THROTTLING_SECTIONS: readonly Section[] = [
  {
    title: { en: 'Too many attempts from one address', de: 'Zu viele Versuche von einer Adresse' },
    fields: [
      { kind: 'switch', name: 'enabled', label: { en: 'On', de: 'An' } },
      {
        kind: 'several',
        name: 'shields',
        label: { en: 'What is done', de: 'Was geschieht' },
        options: ['block'],
      },
      {
        kind: 'number',
        name: 'stage.pre-login.max_attempts',
        label: { en: 'Failed logins', de: 'Fehlgeschlagene Anmeldungen' },
      },
      {
        kind: 'number',
        name: 'stage.pre-login.rate',
        label: {
          en: 'Failed logins: one comes back after (milliseconds)',
          de: 'Fehlgeschlagene Anmeldungen: Eine kommt zurück nach (Millisekunden)',
        },
      },
      {
        kind: 'number',
        name: 'stage.pre-user-registration.max_attempts',
        label: { en: 'Sign-ups', de: 'Registrierungen' },
      },
      {
        kind: 'number',
        name: 'stage.pre-user-registration.rate',
        label: {
          en: 'Sign-ups: one comes back after (milliseconds)',
          de: 'Registrierungen: Eine kommt zurück nach (Millisekunden)',
        },
      },
      {
        kind: 'number',
        name: 'stage.pre-custom-token-exchange.max_attempts',
        label: { en: 'Token exchanges', de: 'Token-Tausch' },
      },
      {
        kind: 'number',
        name: 'stage.pre-custom-token-exchange.rate',
        label: {
          en: 'Token exchanges: one comes back after (milliseconds)',
          de: 'Token-Tausch: Einer kommt zurück nach (Millisekunden)',
        },
      },
      {
        kind: 'lines',
        name: 'allowlist',
        label: { en: 'Addresses that are never held back', de: 'Adressen, die nie aufgehalten werden' },
        hint: { en: 'One a line: IPv4, IPv6, CIDR.', de: 'Eine pro Zeile: IPv4, IPv6, CIDR.' },
      },
    ],
  },
]
