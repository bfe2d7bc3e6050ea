// The kinds of application that people choose from, and what each begins with.
import { APPLICATION_KINDS, type ApplicationKind } from '@symbolon/protocol/auth0/application-kinds'
import type { TextKey } from '../../texts/en.ts'

type Kind = ApplicationKind & { readonly name: TextKey; readonly hint: TextKey }

const WORDS = new Map<string, Pick<Kind, 'name' | 'hint'>>([
  ['regular_web', { name: 'kindWeb', hint: 'kindWebHint' }],
  ['spa', { name: 'kindSpa', hint: 'kindSpaHint' }],
  ['native', { name: 'kindNative', hint: 'kindNativeHint' }],
  ['non_interactive', { name: 'kindMachine', hint: 'kindMachineHint' }],
])

export const KINDS: readonly Kind[] = APPLICATION_KINDS.flatMap((kind) => {
  const words = WORDS.get(kind.app_type)
  return words ? [{ ...kind, ...words }] : []
})

export const kindOf = (app_type: string | undefined): Kind | undefined =>
  KINDS.find((kind) => kind.app_type === app_type)
