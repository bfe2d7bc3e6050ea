// What the guided start says.
import type { Said } from '../../texts/index.ts'

export const START = {
  lead: {
    en: 'From nothing to an API that lets nobody in without a token: five steps, three minutes. Leave whenever you like; you come back to where you were.',
    de: 'Von null zu einer API, die niemanden ohne Token einlässt: fünf Schritte, drei Minuten. Sie können jederzeit gehen und kommen dahin zurück, wo Sie waren.',
  },
  again: { en: 'Start over', de: 'Von vorn beginnen' },
  step: { en: 'Step {step} of 5', de: 'Schritt {step} von 5' },
  resume: { en: 'Go on', de: 'Weitermachen' },
  begin: { en: 'Begin', de: 'Beginnen' },
  hide: { en: 'Do not show this any more', de: 'Nicht mehr zeigen' },
  teaser: {
    en: 'A first token, and an API that asks for it, in three minutes.',
    de: 'Ein erstes Token und eine API, die danach fragt, in drei Minuten.',
  },
  apiTitle: { en: 'Make an API', de: 'Eine API anlegen' },
  apiHint: {
    en: 'An API is what tokens are for. Its identifier goes into every token as the audience; nothing is ever fetched from it.',
    de: 'Für APIs gibt es Tokens. Ihre Kennung steht als Audience in jedem Token; abgerufen wird dort nie etwas.',
  },
  apiMake: { en: 'Make this API', de: 'Diese API anlegen' },
  apiOr: { en: 'or take one that is there', de: 'oder eine vorhandene nehmen' },
  apiTake: { en: 'Take it', de: 'Nehmen' },
  apiName: { en: 'Orders', de: 'Bestellungen' },
  permission: { en: 'A first permission', de: 'Ein erstes Recht' },
  appTitle: { en: 'Make an application', de: 'Eine Anwendung anlegen' },
  appHint: {
    en: 'A machine: a job or a service that calls the API in its own name, with a secret. It may ask this API for all permissions.',
    de: 'Eine Maschine: ein Job oder Dienst, der die API in eigenem Namen aufruft, mit einem Secret. Sie darf von dieser API alle Rechte verlangen.',
  },
  appName: { en: 'First machine', de: 'Erste Maschine' },
  appMake: { en: 'Make this application', de: 'Diese Anwendung anlegen' },
  tokenTitle: { en: 'Get a token', de: 'Ein Token holen' },
  tokenHint: {
    en: 'The application proves itself and names the API. Try it here, then from your own program: everything in it is yours already.',
    de: 'Die Anwendung weist sich aus und nennt die API. Probieren Sie es hier, dann aus Ihrem eigenen Programm: Alle Werte darin sind schon Ihre.',
  },
  tokenGet: { en: 'Get a token', de: 'Token holen' },
  tokenGot: { en: 'There it is. It lives for {time}.', de: 'Da ist es. Es lebt {time}.' },
  secretGone: {
    en: 'The secret was shown once and is not kept. Whoever reloads this page needs a new one; the old one goes on working for a day.',
    de: 'Das Secret wurde einmal gezeigt und wird nicht aufbewahrt. Nach dem Neuladen dieser Seite braucht es ein neues; das alte gilt noch einen Tag.',
  },
  secretNew: { en: 'Make a new secret', de: 'Neues Secret erzeugen' },
  seeTitle: { en: 'See what stands in it', de: 'Ansehen, was darin steht' },
  seeHint: {
    en: 'Explain tells where each claim comes from. The debugger, a page of its own, decodes any token and sends it nowhere.',
    de: '„Erklären“ sagt, woher jeder Claim kommt. Der Debugger, eine Seite für sich, entschlüsselt jedes Token und schickt es nirgendwohin.',
  },
  seeExplain: { en: 'Explain this token', de: 'Dieses Token erklären' },
  seeDebugger: { en: 'Open the debugger', de: 'Debugger öffnen' },
  seeFirst: { en: 'Get a token first: step 3.', de: 'Hole zuerst ein Token: Schritt 3.' },
  protectTitle: { en: 'Protect a sample API', de: 'Eine Beispiel-API schützen' },
  protectHint: {
    en: 'It looks at each token by itself: signature, issuer, audience, end, permission. This server is asked for its keys, and for nothing else.',
    de: 'Sie prüft jedes Token selbst: Signatur, Aussteller, Audience, Ende, Rechte. Dieser Server wird nach seinen Schlüsseln gefragt, sonst nach nichts.',
  },
  needs: { en: 'Before', de: 'Vorher' },
  file: { en: 'Keep it as {file} and run it:', de: 'Als {file} speichern und starten:' },
  callIt: { en: 'Call it', de: 'Aufrufen' },
  done: { en: 'That works', de: 'Das geht' },
  allDone: { en: 'You are there', de: 'Geschafft' },
  allDoneHint: {
    en: 'The API and the application stay. Next: log people in with a web site, let roles decide what they may, end tokens before their time.',
    de: 'API und Anwendung bleiben. Als Nächstes: Menschen auf einer Website anmelden, Rollen entscheiden lassen, Token vorzeitig beenden.',
  },
  next: { en: 'Next step', de: 'Nächster Schritt' },
  language: { en: 'Language', de: 'Sprache' },
} as const satisfies Readonly<Record<string, Said>>
