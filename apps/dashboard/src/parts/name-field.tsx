// What something new is called: the first field of its dialog.
import { TextInput, type TextInputProps } from '@mantine/core'
import { useTexts } from '../texts/index.ts'

type Props = Pick<TextInputProps, 'description' | 'placeholder'> & {
  readonly value: string
  readonly problem: string | undefined
  readonly onName: (name: string) => void
}

export function NameField({ problem, onName, ...shared }: Props) {
  const texts = useTexts()
  return (
    <TextInput
      {...shared}
      data-autofocus
      required
      label={texts.fieldName}
      error={problem}
      onChange={(event) => onName(event.currentTarget.value)}
    />
  )
}
