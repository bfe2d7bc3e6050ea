// Which part of a list is shown, and the way to the others.
import { Button, Group, Text } from '@mantine/core'
import { fill, useTexts } from '../texts/index.ts'

/** Items of one page. */
export const PER_PAGE = 25

type Props = { readonly page: number; readonly total: number; readonly onPage: (page: number) => void }

export function Pager({ page, total, onPage }: Props) {
  const texts = useTexts()
  const to = Math.min((page + 1) * PER_PAGE, total)
  return (
    <Group justify="space-between" mt="md">
      <Text size="sm" c="dimmed" role="status">
        {fill(texts.of, { from: page * PER_PAGE + 1, to, total })}
      </Text>
      <Group gap="xs">
        <Button variant="default" disabled={page === 0} onClick={() => onPage(page - 1)}>
          {texts.previous}
        </Button>
        <Button variant="default" disabled={to >= total} onClick={() => onPage(page + 1)}>
          {texts.next}
        </Button>
      </Group>
    </Group>
  )
}
