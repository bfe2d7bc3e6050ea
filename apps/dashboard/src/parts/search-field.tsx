// Where one types what a list is to be searched for.
import { TextInput } from '@mantine/core'
import { Icon } from '../shell/icons.tsx'
import { useTexts } from '../texts/index.ts'

type Props = {
  /** What can be found here; absent: nothing more than that it is a search. */
  readonly hint?: string
  readonly value: string
  readonly onSearch: (text: string) => void
}

export function SearchField({ hint, value, onSearch }: Props) {
  const texts = useTexts()
  return (
    <TextInput
      type="search"
      aria-label={texts.search}
      placeholder={hint ?? texts.search}
      leftSection={<Icon sign="search" size={16} />}
      value={value}
      onChange={(event) => onSearch(event.currentTarget.value)}
      mb="md"
    />
  )
}
