// Step 3: a token, here and from a program.
import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { use, useState } from 'react'
import { CopiedValue } from '../../parts/copied-value.tsx'
import { useToast } from '../../parts/toast.tsx'
import { askForToken, call } from '../../session/call.ts'
import type { Api, Application } from '../../session/nouns.ts'
import { fill, inWords, LanguageContext, useSaid, useTexts } from '../../texts/index.ts'
import { keepSecret, useSecret } from './secret.ts'
import { SnippetTabs } from './snippet-tabs.tsx'
import { TOKEN_SNIPPETS } from './snippets.ts'
import { START } from './texts.ts'
import { useValues } from './values.ts'

/** How long a secret works on after there is a new one, seconds. */
const GRACE = 86_400

type Props = {
  readonly api: Api
  readonly app: Application
  readonly token: string | undefined
  readonly language: string
  readonly onLanguage: (name: string) => void
  readonly onToken: (token: string) => void
  readonly onDone: () => void
}

export function TokenStep({ api, app, token, language, onLanguage, onToken, onDone }: Props) {
  const said = useSaid(START)
  const values = useValues(api, app)
  const isKnown = useSecret(app.client_id) !== null
  return (
    <Stack>
      <Text c="dimmed" maw={640}>
        {said.tokenHint}
      </Text>
      {isKnown ? <Ask {...{ api, app, onToken }} secret={values.client_secret} /> : <NewSecret app={app} />}
      {token !== undefined && <Got token={token} lifetime={api.token_lifetime} />}
      <SnippetTabs snippets={TOKEN_SNIPPETS} {...{ values, language, onLanguage }} />
      <Group>
        <Button onClick={onDone} disabled={token === undefined}>
          {said.next}
        </Button>
      </Group>
    </Stack>
  )
}

type AskProps = Pick<Props, 'api' | 'app' | 'onToken'> & { readonly secret: string }

function Ask({ api, app, secret, onToken }: AskProps) {
  const said = useSaid(START)
  const { fail } = useToast()
  const [isBusy, setIsBusy] = useState(false)
  const ask = async (): Promise<void> => {
    setIsBusy(true)
    try {
      const answer = await askForToken({
        grant_type: 'client_credentials',
        audience: api.identifier,
        client_id: app.client_id,
        client_secret: secret,
      })
      onToken(String(answer['access_token']))
    } catch (error) {
      fail(error)
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <Group>
      <Button variant="light" onClick={() => void ask()} loading={isBusy}>
        {said.tokenGet}
      </Button>
    </Group>
  )
}

function NewSecret({ app }: Pick<Props, 'app'>) {
  const said = useSaid(START)
  const { fail } = useToast()
  const queries = useQueryClient()
  const rotate = async (): Promise<void> => {
    const path = `/clients/${encodeURIComponent(app.client_id)}/rotate-secret`
    try {
      const { client_secret } = await call<{ client_secret: string }>('POST', path, { grace_period: GRACE })
      keepSecret(queries, app.client_id, client_secret)
    } catch (error) {
      fail(error)
    }
  }
  return (
    <Alert variant="outline">
      <Text size="sm" mb="sm">
        {said.secretGone}
      </Text>
      <Button variant="default" onClick={() => void rotate()}>
        {said.secretNew}
      </Button>
    </Alert>
  )
}

function Got({ token, lifetime }: { token: string; lifetime: number }) {
  const said = useSaid(START)
  const texts = useTexts()
  const { language } = use(LanguageContext)
  return (
    <Alert
      color="teal"
      variant="outline"
      role="status"
      title={fill(said.tokenGot, { time: inWords(lifetime, language) })}
    >
      <CopiedValue label={texts.explainToken} value={token} />
    </Alert>
  )
}
