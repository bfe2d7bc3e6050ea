// The way of a draft into operation.
import { Button, Group, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Part } from '../../parts/part.tsx'
import { useSending } from '../../parts/sending.ts'
import { useToast } from '../../parts/toast.tsx'
import { call } from '../../session/call.ts'
import { fill } from '../../texts/index.ts'
import { useCodeTexts } from './texts.ts'
import type { Version } from './versions.tsx'

type Props = {
  readonly title: string
  readonly lead: string
  /** Where the Management API makes a version of the draft. */
  readonly path: string
  /** Whether the draft has not been saved. */
  readonly isDirty: boolean
}

export function Deployment({ title, lead, path, isDirty }: Props) {
  const words = useCodeTexts()
  const { say } = useToast()
  const { send, isBusy } = useSending()
  const queries = useQueryClient()
  const deploy = async (): Promise<void> => {
    const { number } = await call<Version>('POST', path)
    say(fill(words.deployed, { number }))
    await queries.invalidateQueries()
  }
  return (
    <Part title={title}>
      <Stack gap="sm" align="flex-start">
        <Text c="dimmed" maw={640}>
          {lead}
        </Text>
        <Group>
          <Button type="button" disabled={isDirty} loading={isBusy} onClick={() => void send(deploy)}>
            {title}
          </Button>
          {isDirty && (
            <Text size="sm" c="dimmed">
              {words.deployFirst}
            </Text>
          )}
        </Group>
      </Stack>
    </Part>
  )
}
