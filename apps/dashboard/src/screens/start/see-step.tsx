// Step 4: why the token looks as it does.
import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useToast } from '../../parts/toast.tsx'
import { call } from '../../session/call.ts'
import { ISSUER } from '../../session/client.ts'
import { useSaid } from '../../texts/index.ts'
import type { Answer } from '../explain/answer.ts'
import { Told } from '../explain/told.tsx'
import { START } from './texts.ts'

type Props = { readonly token: string | undefined; readonly onBack: () => void; readonly onDone: () => void }

export function SeeStep({ token, onBack, onDone }: Props) {
  const said = useSaid(START)
  const { fail } = useToast()
  const [answer, setAnswer] = useState<Answer>()
  const explain = async (): Promise<void> => {
    try {
      setAnswer(await call<Answer>('POST', '/explain', { token }))
    } catch (error) {
      fail(error)
    }
  }
  if (token === undefined) {
    return (
      <Group>
        <Text c="dimmed">{said.seeFirst}</Text>
        <Button variant="default" onClick={onBack}>
          {said.tokenTitle}
        </Button>
      </Group>
    )
  }
  return (
    <Stack>
      <Text c="dimmed" maw={640}>
        {said.seeHint}
      </Text>
      <Group>
        <Button variant="light" onClick={() => void explain()}>
          {said.seeExplain}
        </Button>
        <Anchor href={`${ISSUER}debugger`} target="_blank">
          {said.seeDebugger}
        </Anchor>
      </Group>
      {answer && <Told answer={answer} />}
      <Group>
        <Button onClick={onDone} disabled={!answer}>
          {said.next}
        </Button>
      </Group>
    </Stack>
  )
}
