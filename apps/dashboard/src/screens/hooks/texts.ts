// What the screens of hooks say.
import { useTextsOf, type Said } from '../../texts/index.ts'

const ENGLISH = {
  create: 'New hook',
  created: 'The hook is there, and switched off until you turn it on.',
  delete: 'Delete this hook',
  deleteHint: 'Its trigger goes on without it at once. This cannot be undone.',
  empty:
    'No hook yet. A hook is the predecessor of an action: one function at one trigger, without versions. For something new, an action is the better choice.',
  enabled: 'Enabled',
  enabledHint:
    'Runs at its trigger from the moment it is saved, before the actions there. Of each trigger one hook can be enabled.',
  lead: 'One function for each trigger, before its actions. Actions are their successors, with versions and an order.',
  nameHint: 'Letters, digits, spaces and hyphens; kept in lower case.',
  off: 'Off',
  on: 'On',
  script: 'Code of the hook',
  secretRemoveHint: 'The hook finds nothing under this name from now on.',
  secretsEmpty: 'None yet. Keep here what the hook needs and nobody should read in its code.',
  secretsLead: 'The hook reads them as context.webtask.secrets.NAME. They are sealed, and never shown again.',
  switch: 'Enabled: {name}',
} as const

const GERMAN: Readonly<Record<keyof typeof ENGLISH, string>> = {
  create: 'Neuer Hook',
  created: 'Der Hook ist da, und aus, bis Sie ihn einschalten.',
  delete: 'Diesen Hook löschen',
  deleteHint: 'Sein Auslöser geht sofort ohne ihn weiter. Das lässt sich nicht rückgängig machen.',
  empty:
    'Noch kein Hook. Ein Hook ist der Vorgänger einer Aktion: eine Funktion an einem Auslöser, ohne Versionen. Für Neues ist eine Aktion die bessere Wahl.',
  enabled: 'Eingeschaltet',
  enabledHint:
    'Läuft an seinem Auslöser, sobald er gespeichert ist, vor den Aktionen dort. Je Auslöser kann ein Hook eingeschaltet sein.',
  lead: 'Je Auslöser eine Funktion, vor seinen Aktionen. Aktionen sind ihre Nachfolger, mit Versionen und einer Reihenfolge.',
  nameHint: 'Buchstaben, Ziffern, Leerzeichen und Bindestriche; klein geschrieben aufgehoben.',
  off: 'Aus',
  on: 'An',
  script: 'Code des Hooks',
  secretRemoveHint: 'Der Hook findet ab jetzt nichts unter diesem Namen.',
  secretsEmpty: 'Noch keine. Hier steht, was der Hook braucht und niemand in seinem Code lesen soll.',
  secretsLead:
    'Der Hook liest sie als context.webtask.secrets.NAME. Sie sind versiegelt und werden nie wieder gezeigt.',
  switch: 'Eingeschaltet: {name}',
}

type HookTextKey = keyof typeof ENGLISH

export const useHookTexts = () => useTextsOf<Readonly<Record<HookTextKey, string>>>({ en: ENGLISH, de: GERMAN })

/** For parts that are told what to say in each language. */
export const sayOfHooks = (key: HookTextKey): Said => ({ en: ENGLISH[key], de: GERMAN[key] })
