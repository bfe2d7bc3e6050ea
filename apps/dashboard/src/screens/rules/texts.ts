// What the screens of rules say.
import { useTextsOf, type Said } from '../../texts/index.ts'

const ENGLISH = {
  configuration: 'Configuration',
  configurationEmpty:
    'Nothing yet. Keep here what rules need and nobody should read in them, such as the key of a service.',
  configurationLead:
    'Rules read these values as configuration.KEY. They are sealed, and never shown again: not here, not by the API.',
  configKey: 'Key',
  configRemoveHint: 'Rules that read it find nothing from now on. This cannot be undone.',
  configRemove: 'Remove',
  configRemoveAbout: 'Remove the value {name}',
  configSet: 'Set value',
  configSetHint: 'A key that is there gets the new value.',
  configValue: 'Value',
  context: 'context',
  create: 'New rule',
  created: 'The rule is there, and switched off until you turn it on.',
  delete: 'Delete this rule',
  deleteHint: 'Logins go on without it at once. This cannot be undone.',
  empty:
    'No rule yet. A rule is a function that every login passes: it puts claims into tokens, takes scopes away, or says no.',
  enabled: 'Enabled',
  enabledHint: 'Runs at every login from the moment it is saved.',
  lead: 'Functions that every login passes, one after the other, before tokens are made.',
  off: 'Off',
  on: 'On',
  reordered: 'The order counts from now on.',
  script: 'Code of the rule',
  switch: 'Enabled: {name}',
  templateClaim: 'A claim from metadata',
  templateClaimHint: 'What app_metadata says of somebody stands in the tokens.',
  templateEmpty: 'Empty',
  templateEmptyHint: 'A function that changes nothing.',
  templateRoles: 'Roles in the access token',
  templateRolesHint: 'The names of the roles that somebody has.',
  templates: 'Begin with',
  templateScopes: 'Fewer scopes for guests',
  templateScopesHint: 'Who is not one of you may only read.',
  templateVerified: 'Verified addresses only',
  templateVerifiedHint: 'Who has not confirmed the address gets no token.',
} as const

const GERMAN: Readonly<Record<keyof typeof ENGLISH, string>> = {
  configuration: 'Konfiguration',
  configurationEmpty:
    'Noch nichts. Hier steht, was Regeln brauchen und niemand in ihnen lesen soll, etwa der Schlüssel eines Dienstes.',
  configurationLead:
    'Regeln lesen diese Werte als configuration.KEY. Sie sind versiegelt und werden nie wieder gezeigt: nicht hier und nicht von der API.',
  configKey: 'Schlüssel',
  configRemoveHint: 'Regeln, die ihn lesen, finden ab jetzt nichts. Das lässt sich nicht rückgängig machen.',
  configRemove: 'Entfernen',
  configRemoveAbout: 'Den Wert {name} entfernen',
  configSet: 'Wert setzen',
  configSetHint: 'Ein Schlüssel, den es gibt, bekommt den neuen Wert.',
  configValue: 'Wert',
  context: 'context',
  create: 'Neue Regel',
  created: 'Die Regel ist da, und aus, bis Sie sie einschalten.',
  delete: 'Diese Regel löschen',
  deleteHint: 'Anmeldungen gehen sofort ohne sie weiter. Das lässt sich nicht rückgängig machen.',
  empty:
    'Noch keine Regel. Eine Regel ist eine Funktion, durch die jede Anmeldung geht: sie schreibt Claims in Token, nimmt Scopes weg oder sagt nein.',
  enabled: 'Eingeschaltet',
  enabledHint: 'Läuft bei jeder Anmeldung, sobald sie gespeichert ist.',
  lead: 'Funktionen, durch die jede Anmeldung geht, eine nach der anderen, ehe Tokens gemacht werden.',
  off: 'Aus',
  on: 'An',
  reordered: 'Die Reihenfolge gilt ab jetzt.',
  script: 'Code der Regel',
  switch: 'Eingeschaltet: {name}',
  templateClaim: 'Ein Claim aus den Metadaten',
  templateClaimHint: 'Was app_metadata von jemandem sagt, steht in den Token.',
  templateEmpty: 'Leer',
  templateEmptyHint: 'Eine Funktion, die nichts ändert.',
  templateRoles: 'Rollen im Access Token',
  templateRolesHint: 'Die Namen der Rollen, die jemand hat.',
  templates: 'Beginnen mit',
  templateScopes: 'Weniger Scopes für Gäste',
  templateScopesHint: 'Wer nicht zu Ihnen gehört, darf nur lesen.',
  templateVerified: 'Nur bestätigte Adressen',
  templateVerifiedHint: 'Wer die Adresse nicht bestätigt hat, bekommt kein Token.',
}

export type RuleTextKey = keyof typeof ENGLISH

export const useRuleTexts = () => useTextsOf<Readonly<Record<RuleTextKey, string>>>({ en: ENGLISH, de: GERMAN })

/** For parts that are told what to say in each language. */
export const sayOfRules = (key: RuleTextKey): Said => ({ en: ENGLISH[key], de: GERMAN[key] })
