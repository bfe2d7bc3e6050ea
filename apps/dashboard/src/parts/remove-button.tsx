// Takes one thing out of a list.
import { ActionIcon } from '@mantine/core'
import { Icon } from '../shell/icons.tsx'
import { fill, useTexts } from '../texts/index.ts'

export function RemoveButton({ name, onRemove }: { name: string; onRemove: () => void }) {
  const texts = useTexts()
  return (
    <ActionIcon variant="default" aria-label={fill(texts.remove, { name })} onClick={onRemove}>
      <Icon sign="bin" size={16} />
    </ActionIcon>
  )
}
