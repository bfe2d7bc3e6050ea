// What the screens of actions say.
import { useTextsOf, type Said } from '../../texts/index.ts'

const ENGLISH = {
  bind: 'Add',
  bindChoose: 'Action to add',
  bindEmpty: 'Nothing runs here. An action can be added when it has been deployed.',
  bindLead: 'What runs at each trigger, from the top down. A change counts at once.',
  bound: 'Runs',
  create: 'New action',
  script: 'Code of the action',
  created: 'The draft is there. It runs when it has been deployed and added to its trigger.',
  delete: 'Delete this action',
  deleteHint: 'It is taken out of its triggers and goes with all its versions. This cannot be undone.',
  deploy: 'Deploy',
  deployAgain: 'Deploy again',
  deployAgainAbout: 'Deploy again: version {number}',
  deployAgainHint: 'Version {number} runs from now on, and the draft becomes what it was.',
  deployLead: 'A deployment makes a version of the draft; what runs is always the version that was deployed last.',
  empty: 'No action yet. An action is a function at one trigger: a login, a token for a machine, a registration.',
  event: 'event',
  flow: 'Order',
  lead: 'Functions that run at one trigger each, with versions and secrets of their own.',
  list: 'Actions',
  secretRemoveHint: 'The next version that is deployed finds nothing under this name.',
  secretsEmpty: 'None yet. Keep here what the action needs and nobody should read in its code.',
  secretsLead:
    'The action reads them as event.secrets.NAME. They are sealed, and never shown again. They count from the next deployment on.',
  trigger: 'Trigger',
  triggerEmail: 'Mails',
  triggerEmailHint: 'A mail is to be sent, where the e-mail provider is custom.',
  triggerExchange: 'Custom token exchange',
  triggerExchangeHint: 'Somebody else’s token is exchanged; a token exchange profile names the action.',
  triggerMachine: 'Client credentials',
  triggerMachineHint: 'A machine gets a token.',
  triggerPassword: 'After a new password',
  triggerPasswordHint: 'Somebody has changed the password.',
  triggerPostLogin: 'After a login',
  triggerPostLoginHint: 'Somebody has logged in, or renews a token.',
  triggerPostRegistration: 'After a registration',
  triggerPostRegistrationHint: 'Somebody has signed up.',
  triggerPreRegistration: 'Before a registration',
  triggerPreRegistrationHint: 'Somebody wants to sign up, and may be refused.',
  unbind: 'Take out {name}',
} as const

const GERMAN: Readonly<Record<keyof typeof ENGLISH, string>> = {
  bind: 'Hinzufügen',
  bindChoose: 'Aktion, die dazukommt',
  bindEmpty: 'Hier läuft nichts. Eine Aktion kann dazukommen, wenn sie in Betrieb ist.',
  bindLead: 'Was an jedem Auslöser läuft, von oben nach unten. Eine Änderung gilt sofort.',
  bound: 'Läuft',
  create: 'Neue Aktion',
  script: 'Code der Aktion',
  created: 'Der Entwurf ist da. Er läuft, wenn er in Betrieb genommen und seinem Auslöser hinzugefügt ist.',
  delete: 'Diese Aktion löschen',
  deleteHint:
    'Sie wird aus ihren Auslösern genommen und verschwindet mit allen Versionen. Das lässt sich nicht rückgängig machen.',
  deploy: 'In Betrieb nehmen',
  deployAgain: 'Wieder in Betrieb nehmen',
  deployAgainAbout: 'Wieder in Betrieb nehmen: Version {number}',
  deployAgainHint: 'Version {number} läuft ab jetzt, und der Entwurf wird, was sie war.',
  deployLead:
    'Dabei entsteht eine Version des Entwurfs; es läuft immer die Version, die zuletzt in Betrieb genommen wurde.',
  empty:
    'Noch keine Aktion. Eine Aktion ist eine Funktion an einem Auslöser: einer Anmeldung, einem Token für eine Maschine, einer Registrierung.',
  event: 'event',
  flow: 'Reihenfolge',
  lead: 'Funktionen, die an je einem Auslöser laufen, mit eigenen Versionen und Geheimnissen.',
  list: 'Aktionen',
  secretRemoveHint: 'Die nächste Version, die in Betrieb geht, findet unter diesem Namen nichts.',
  secretsEmpty: 'Noch keine. Hier steht, was die Aktion braucht und niemand in ihrem Code lesen soll.',
  secretsLead:
    'Die Aktion liest sie als event.secrets.NAME. Sie sind versiegelt und werden nie wieder gezeigt. Sie gelten ab der nächsten Inbetriebnahme.',
  trigger: 'Auslöser',
  triggerEmail: 'E-Mails',
  triggerEmailHint: 'Eine E-Mail soll hinausgehen, wo der Anbieter custom heißt.',
  triggerExchange: 'Tausch fremder Tokens',
  triggerExchangeHint: 'Das Token eines anderen wird getauscht; ein Profil des Tauschs nennt die Aktion.',
  triggerMachine: 'Client Credentials',
  triggerMachineHint: 'Eine Maschine bekommt ein Token.',
  triggerPassword: 'Nach einem neuen Passwort',
  triggerPasswordHint: 'Jemand hat das Passwort geändert.',
  triggerPostLogin: 'Nach einer Anmeldung',
  triggerPostLoginHint: 'Jemand hat sich angemeldet oder erneuert ein Token.',
  triggerPostRegistration: 'Nach einer Registrierung',
  triggerPostRegistrationHint: 'Jemand hat sich registriert.',
  triggerPreRegistration: 'Vor einer Registrierung',
  triggerPreRegistrationHint: 'Jemand will sich registrieren und kann abgewiesen werden.',
  unbind: '{name} herausnehmen',
}

export type ActionTextKey = keyof typeof ENGLISH

export const useActionTexts = () => useTextsOf<Readonly<Record<ActionTextKey, string>>>({ en: ENGLISH, de: GERMAN })

/** For parts that are told what to say in each language. */
export const sayOfActions = (key: ActionTextKey): Said => ({ en: ENGLISH[key], de: GERMAN[key] })
