// The form of a step: what is wrong stands beside its field.
import { Button, Group, Stack, Text } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useToast } from '../../parts/toast.tsx'
import { CallRefused } from '../../session/call.ts'

type Props = {
  readonly hint: string
  readonly button: string
  readonly onSend: () => Promise<void>
  readonly children: (problemOf: (field: string) => string | undefined) => ReactNode
}

export function StepForm({ hint, button, onSend, children }: Props) {
  const { fail } = useToast()
  const [refused, setRefused] = useState<CallRefused>()
  const [isBusy, setIsBusy] = useState(false)
  const send = async (): Promise<void> => {
    setIsBusy(true)
    setRefused(undefined)
    try {
      await onSend()
    } catch (error) {
      if (error instanceof CallRefused && error.field !== undefined) setRefused(error)
      else fail(error)
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Stack maw={640}>
        <Text c="dimmed">{hint}</Text>
        {children((field) => (refused?.field?.startsWith(field) === true ? refused.message : undefined))}
        <Group>
          <Button type="submit" loading={isBusy}>
            {button}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
