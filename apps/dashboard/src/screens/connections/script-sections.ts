// The scripts of a database: what they find around them, and how they are asked for. docs/move-in.md
import { membersOf } from '../../editor/members.ts'
import type { Field, Section } from '../../parts/section.ts'

const NAMES = ['login', 'get_user'] as const

const LABELS = {
  login: {
    label: {
      en: 'Who logs in: login(email, password, callback)',
      de: 'Wer sich anmeldet: login(email, password, callback)',
    },
    hint: {
      en: 'Calls back with a profile that has a user_id, or with new WrongUsernameOrPasswordError(email, words).',
      de: 'Antwortet mit einem Profil, das eine user_id hat, oder mit new WrongUsernameOrPasswordError(email, words).',
    },
  },
  get_user: {
    label: { en: 'Who is there: get_user(email, callback)', de: 'Wen es gibt: get_user(email, callback)' },
    hint: {
      en: 'Calls back with a profile, or with nothing. It lets people renew a password before they have come over.',
      de: 'Antwortet mit einem Profil oder mit nichts. So kommt, wer umzieht, auch an ein neues Passwort.',
    },
  },
} as const

/** @param keys - of the configuration */
export function scriptSections(keys: readonly string[]): readonly Section[] {
  const members = membersOf({
    configuration: Object.fromEntries(keys.map((key) => [key, 'text'])),
    callback: '(error, user)',
    WrongUsernameOrPasswordError: '(username, words)',
    ValidationError: '(code, words)',
    require: '(name)',
    fetch: '(url, options)',
  })
  return [
    {
      title: { en: 'Scripts', de: 'Skripte' },
      fields: [
        {
          kind: 'switch',
          name: 'options.enabledDatabaseCustomization',
          label: { en: 'Ask the old database by scripts', de: 'Die alte Datenbank mit Skripten fragen' },
          hint: {
            en: 'While people move in at their first login, which is switched on under the settings. They may call the hosts that the tenant allows.',
            de: 'Solange Benutzer bei ihrer ersten Anmeldung umziehen, was unter den Einstellungen angeht. Sie dürfen die Hosts aufrufen, die der Mandant erlaubt.',
          },
        },
      ],
    },
    {
      title: { en: 'Code', de: 'Code' },
      isWide: true,
      fields: NAMES.map((name): Field => ({
        kind: 'code',
        name: `options.customScripts.${name}`,
        ...LABELS[name],
        members,
        problem: undefined,
      })),
    },
  ]
}
