// Step 5: an API that lets nobody in without a token.
import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { CopiedCode } from '../../parts/copied-code.tsx'
import type { Api, Application } from '../../session/nouns.ts'
import { useSaid } from '../../texts/index.ts'
import { SnippetTabs } from './snippet-tabs.tsx'
import { API_SNIPPETS, CALL_SNIPPET } from './snippets.ts'
import { START } from './texts.ts'
import { useValues } from './values.ts'

type Props = {
  readonly api: Api
  readonly app: Application
  readonly token: string | undefined
  readonly language: string
  readonly onLanguage: (name: string) => void
  readonly onDone: () => void
}

export function ProtectStep({ api, app, token, language, onLanguage, onDone }: Props) {
  const said = useSaid(START)
  const values = useValues(api, app)
  return (
    <Stack>
      <Text c="dimmed" maw={640}>
        {said.protectHint}
      </Text>
      <SnippetTabs snippets={API_SNIPPETS} {...{ values, language, onLanguage }} />
      <Title order={3} size="h5">
        {said.callIt}
      </Title>
      <CopiedCode label={said.callIt} code={CALL_SNIPPET(token ?? '…')} />
      <Group>
        <Button onClick={onDone}>{said.done}</Button>
      </Group>
    </Stack>
  )
}
