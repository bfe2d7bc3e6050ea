// What the screens of modules say.
import { useTextsOf, type Said } from '../../texts/index.ts'

const ENGLISH = {
  create: 'New module',
  created: 'The draft is there. Actions find it when it has been deployed.',
  delete: 'Delete this module',
  deleteHint: 'Actions that require it cannot be run any more, and what cannot be run denies. This cannot be undone.',
  deploy: 'Deploy',
  deployLead: 'A deployment makes a version of the draft, which every action that requires the module finds at once.',
  empty: 'No module yet. A module is code that several actions share: written once, found by all of them.',
  goBack: 'Make it the draft',
  goBackAbout: 'Make it the draft: version {number}',
  goBackHint: 'The draft becomes what version {number} was. Actions find it when the draft is deployed.',
  gone: 'The draft is version {number} again.',
  lead: 'Code that actions share. What an action finds is the version that was deployed last.',
  modules: 'Modules',
  nameHint: 'Letters, digits, spaces, hyphens and underscores. It never changes: actions ask for it by this name.',
  required: 'In an action',
  requiredLead: 'An action asks for it by its name:',
  script: 'Code of the module',
  uses: 'Used by',
  usesEmpty: 'No action that runs asks for it.',
} as const

const GERMAN: Readonly<Record<keyof typeof ENGLISH, string>> = {
  create: 'Neues Modul',
  created: 'Der Entwurf ist da. Aktionen finden ihn, wenn er in Betrieb genommen ist.',
  delete: 'Dieses Modul löschen',
  deleteHint:
    'Aktionen, die es verlangen, können nicht mehr laufen, und was nicht laufen kann, lehnt ab. Das lässt sich nicht rückgängig machen.',
  deploy: 'In Betrieb nehmen',
  deployLead: 'Dabei entsteht eine Version des Entwurfs, die jede Aktion, die das Modul verlangt, sofort findet.',
  empty: 'Noch kein Modul. Ein Modul ist Code, den mehrere Aktionen teilen: einmal geschrieben, von allen gefunden.',
  goBack: 'Zum Entwurf machen',
  goBackAbout: 'Zum Entwurf machen: Version {number}',
  goBackHint: 'Der Entwurf wird, was Version {number} war. Aktionen finden ihn, wenn er in Betrieb genommen wird.',
  gone: 'Der Entwurf ist wieder Version {number}.',
  lead: 'Code, den Aktionen teilen. Eine Aktion findet die Version, die zuletzt in Betrieb genommen wurde.',
  modules: 'Module',
  nameHint:
    'Buchstaben, Ziffern, Leerzeichen, Binde- und Unterstriche. Er ändert sich nie: Aktionen verlangen es unter diesem Namen.',
  required: 'In einer Aktion',
  requiredLead: 'Eine Aktion verlangt es unter seinem Namen:',
  script: 'Code des Moduls',
  uses: 'Benutzt von',
  usesEmpty: 'Keine Aktion, die läuft, verlangt es.',
}

type ModuleTextKey = keyof typeof ENGLISH

export const useModuleTexts = () => useTextsOf<Readonly<Record<ModuleTextKey, string>>>({ en: ENGLISH, de: GERMAN })

/** For parts that are told what to say in each language. */
export const sayOfModules = (key: ModuleTextKey): Said => ({ en: ENGLISH[key], de: GERMAN[key] })
