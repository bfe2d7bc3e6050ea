// What code reads that nobody should read in it.
import { Part } from '../../parts/part.tsx'
import { SecretValues } from '../../parts/secret-values.tsx'
import { useCodeTexts } from './texts.ts'

type Props = {
  readonly words: { readonly lead: string; readonly empty: string; readonly removeHint: string }
  readonly names: readonly string[]
  readonly onSet: (name: string, value: string) => Promise<void>
  readonly onRemove: (name: string) => Promise<void>
}

export function CodeSecrets({ words, ...values }: Props) {
  const texts = useCodeTexts()
  return (
    <Part title={texts.secrets}>
      <SecretValues
        {...values}
        words={{
          ...words,
          title: texts.secrets,
          name: texts.secretName,
          value: texts.secretValue,
          add: texts.secretAdd,
          addHint: texts.secretAddHint,
          remove: texts.secretRemove,
          removeAbout: texts.secretRemoveAbout,
        }}
      />
    </Part>
  )
}
