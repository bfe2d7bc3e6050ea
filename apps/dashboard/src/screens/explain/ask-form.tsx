// What the two ways of asking have in common.
import { Button, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTexts } from '../../texts/index.ts'
import type { Asked } from './asked.ts'

export type Asking = {
  readonly isBusy: boolean
  readonly problemOf: (field: string) => string | undefined
  readonly onAsk: (asked: Asked) => void
}

type Props = {
  readonly isBusy: boolean
  readonly onAsk: () => void
  readonly children: ReactNode
}

export function AskForm({ isBusy, onAsk, children }: Props) {
  const texts = useTexts()
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onAsk()
      }}
    >
      <Stack>
        {children}
        <Group>
          <Button type="submit" loading={isBusy}>
            {texts.explainButton}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
