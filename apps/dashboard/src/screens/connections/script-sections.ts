// The scripts of a database: what they find around them, and how they are asked for. docs/move-in.md
import { membersOf } from '../../editor/members.ts'
import type { Field, Section } from '../../parts/section.ts'

const NAMES = [
  'login',
  'get_user',
  'create',
  'verify',
  'change_password',
  'change_email',
  'change_username',
  'change_phone_number',
  'delete',
] as const

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
  create: {
    label: { en: 'Who signs up: create(user, callback)', de: 'Wer sich registriert: create(user, callback)' },
    hint: {
      en: "Only where people stay there. Calls back with nothing, or with new ValidationError('user_exists', words).",
      de: "Nur wo Benutzer dort bleiben. Antwortet mit nichts oder mit new ValidationError('user_exists', words).",
    },
  },
  verify: {
    label: { en: 'A proven address: verify(email, callback)', de: 'Eine bestätigte Adresse: verify(email, callback)' },
    hint: {
      en: 'Only where people stay there. Calls back with true.',
      de: 'Nur wo Benutzer dort bleiben. Antwortet mit true.',
    },
  },
  change_password: {
    label: {
      en: 'A new password: change_password(email, newPassword, callback)',
      de: 'Ein neues Passwort: change_password(email, newPassword, callback)',
    },
    hint: {
      en: 'Only where people stay there. Calls back with true. Without it nobody is sent a link.',
      de: 'Nur wo Benutzer dort bleiben. Antwortet mit true. Ohne das Skript bekommt niemand einen Link.',
    },
  },
  change_email: {
    label: {
      en: 'Another address: change_email(email, newEmail, verified, callback)',
      de: 'Eine andere Adresse: change_email(email, newEmail, verified, callback)',
    },
    hint: {
      en: 'Only where people stay there. Calls back with true.',
      de: 'Nur wo Benutzer dort bleiben. Antwortet mit true.',
    },
  },
  change_username: {
    label: {
      en: 'Another user name: change_username(username, newUsername, callback)',
      de: 'Ein anderer Benutzername: change_username(username, newUsername, callback)',
    },
    hint: {
      en: 'Only where people stay there. Calls back with true.',
      de: 'Nur wo Benutzer dort bleiben. Antwortet mit true.',
    },
  },
  change_phone_number: {
    label: {
      en: 'Another telephone number: change_phone_number(number, newNumber, verified, callback)',
      de: 'Eine andere Telefonnummer: change_phone_number(number, newNumber, verified, callback)',
    },
    hint: {
      en: 'Only where people stay there. Calls back with true.',
      de: 'Nur wo Benutzer dort bleiben. Antwortet mit true.',
    },
  },
  delete: {
    label: { en: 'Who is removed: delete(id, callback)', de: 'Wer gelöscht wird: delete(id, callback)' },
    hint: {
      en: 'Only where people stay there. Calls back with nothing. Without it only what is known here goes.',
      de: 'Nur wo Benutzer dort bleiben. Antwortet mit nichts. Ohne das Skript geht nur, was hier bekannt ist.',
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
          label: { en: 'Ask a database elsewhere by scripts', de: 'Eine andere Datenbank mit Skripten fragen' },
          hint: {
            en: 'At the first login of each, where moving in is switched on under the settings; else at every login, and people stay there. Scripts may call the hosts that the tenant allows.',
            de: 'Bei der ersten Anmeldung, wenn in den Einstellungen der Umzug an ist; sonst bei jeder, und die Benutzer bleiben dort. Skripte dürfen die Hosts aufrufen, die der Mandant erlaubt.',
          },
        },
        {
          kind: 'switch',
          name: 'options.enable_script_context',
          label: { en: 'Tell them who asks', de: 'Ihnen sagen, wer fragt' },
          hint: {
            en: 'Each script gets a context before the callback: login(email, password, context, callback).',
            de: 'Jedes Skript bekommt vor dem callback einen context: login(email, password, context, callback).',
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
