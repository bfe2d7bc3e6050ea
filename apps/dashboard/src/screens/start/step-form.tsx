// The form of a step: what is wrong stands beside its field.
import { Button, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useSending } from '../../parts/sending.ts'

type Props = {
  readonly hint: string
  readonly button: string
  readonly onSend: () => Promise<void>
  readonly children: (problemOf: (field: string) => string | undefined) => ReactNode
}

export function StepForm({ hint, button, onSend, children }: Props) {
  const { send, isBusy, problemOf } = useSending()
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void send(onSend)
      }}
    >
      <Stack maw={640}>
        <Text c="dimmed">{hint}</Text>
        {children(problemOf)}
        <Group>
          <Button type="submit" loading={isBusy}>
            {button}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
