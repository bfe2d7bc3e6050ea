// Why a token looks as it does: one that is pasted, or one that a request would get.
import { Button, Card, Group, NativeSelect, Stack, Tabs, Textarea, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { Page, Waiting } from '../../parts/page.tsx'
import { CallRefused, call } from '../../session/call.ts'
import { useApis, useApplications } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'
import type { Answer } from './answer.ts'
import { Told } from './told.tsx'

type Asking = {
  readonly isBusy: boolean
  readonly problemOf: (field: string) => string | undefined
  readonly ask: (body: Readonly<Record<string, string>>) => void
}

/** Fields that were left empty are not sent. */
const filled = (body: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value.trim() !== ''))

export function Explain() {
  const texts = useTexts()
  const [answer, setAnswer] = useState<Answer>()
  const [error, setError] = useState<unknown>()
  const [isBusy, setIsBusy] = useState(false)
  const ask = async (body: Readonly<Record<string, string>>): Promise<void> => {
    setIsBusy(true)
    setError(undefined)
    setAnswer(undefined)
    try {
      setAnswer(await call<Answer>('POST', '/explain', filled(body)))
    } catch (refused) {
      setError(refused)
    } finally {
      setIsBusy(false)
    }
  }
  const field = error instanceof CallRefused ? error.field : undefined
  const asking: Asking = {
    isBusy,
    problemOf: (name) => (error instanceof CallRefused && field === name ? error.message : undefined),
    ask: (body) => void ask(body),
  }
  return (
    <Page title={texts.explain} lead={texts.explainLead}>
      <Card withBorder padding="lg">
        <Tabs defaultValue="token" keepMounted={false} onChange={() => setError(undefined)}>
          <Tabs.List mb="md">
            <Tabs.Tab value="token">{texts.explainPaste}</Tabs.Tab>
            <Tabs.Tab value="request">{texts.explainRequest}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="token">
            <TokenForm {...asking} />
          </Tabs.Panel>
          <Tabs.Panel value="request">
            <RequestForm {...asking} />
          </Tabs.Panel>
        </Tabs>
      </Card>
      {error !== undefined && field === undefined && <Waiting error={error} />}
      {answer && <Told answer={answer} />}
    </Page>
  )
}

type AskFormProps = { isBusy: boolean; maw?: number; onAsk: () => void; children: ReactNode }

function AskForm({ isBusy, maw, onAsk, children }: AskFormProps) {
  const texts = useTexts()
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onAsk()
      }}
    >
      <Stack {...(maw === undefined ? {} : { maw })}>
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

function TokenForm({ isBusy, problemOf, ask }: Asking) {
  const texts = useTexts()
  const [token, setToken] = useState('')
  return (
    <AskForm isBusy={isBusy} onAsk={() => ask({ token })}>
      <Textarea
        required
        label={texts.explainToken}
        description={texts.explainTokenHint}
        error={problemOf('token')}
        autosize
        minRows={4}
        maxRows={10}
        maxLength={16_384}
        spellCheck={false}
        autoComplete="off"
        classNames={{ input: 'mono' }}
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
      />
    </AskForm>
  )
}

function RequestForm({ isBusy, problemOf, ask }: Asking) {
  const texts = useTexts()
  const applications = useApplications().data?.items ?? []
  const apis = useApis().data?.items ?? []
  const [request, setRequest] = useState({ client_id: '', audience: '', scope: '', user_id: '' })
  const change = (field: keyof typeof request, value: string): void =>
    setRequest((before) => ({ ...before, [field]: value }))
  return (
    <AskForm isBusy={isBusy} maw={640} onAsk={() => ask(request)}>
      <NativeSelect
        required
        label={texts.explainClient}
        error={problemOf('client_id')}
        value={request.client_id}
        onChange={(event) => change('client_id', event.currentTarget.value)}
        data={[
          { value: '', label: texts.noChoice },
          ...applications.map(({ client_id, name }) => ({ value: client_id, label: name })),
        ]}
      />
      <NativeSelect
        label={texts.explainAudience}
        error={problemOf('audience')}
        value={request.audience}
        onChange={(event) => change('audience', event.currentTarget.value)}
        data={[
          { value: '', label: texts.noChoice },
          ...apis.map(({ identifier, name }) => ({ value: identifier, label: `${name} (${identifier})` })),
        ]}
      />
      <TextInput
        label={texts.explainScope}
        error={problemOf('scope')}
        value={request.scope}
        onChange={(event) => change('scope', event.currentTarget.value)}
      />
      <TextInput
        label={texts.explainUser}
        description={texts.explainUserHint}
        error={problemOf('user_id')}
        placeholder="auth0|…"
        value={request.user_id}
        onChange={(event) => change('user_id', event.currentTarget.value)}
      />
    </AskForm>
  )
}
