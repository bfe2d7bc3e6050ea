// What an application proves itself with. A secret is shown once, when it is made.
import { Alert, Button, Card, Group, NumberInput, Stack, Text, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { use, useState } from 'react'
import { CopiedValue } from '../../parts/copied-value.tsx'
import { useToast } from '../../parts/toast.tsx'
import { call } from '../../session/call.ts'
import { ISSUER } from '../../session/client.ts'
import type { Application } from '../../session/nouns.ts'
import { inWords, LanguageContext, useTexts } from '../../texts/index.ts'
import { PublicKeys } from './public-keys.tsx'

const DAY = 86_400

export function Credentials({ path, client }: { path: string; client: Application }) {
  const texts = useTexts()
  const queries = useQueryClient()
  const { fail } = useToast()
  const key = ['secret', client.client_id]
  const { data: secret } = useQuery<string | null>({ queryKey: key, queryFn: () => null, staleTime: Infinity })
  const rotate = async (grace_period: number): Promise<void> => {
    try {
      const answer = await call<{ client_secret: string }>('POST', `${path}/rotate-secret`, { grace_period })
      queries.setQueryData(key, answer.client_secret)
    } catch (error) {
      fail(error)
    }
  }
  return (
    <Stack gap="lg">
      <Card withBorder padding="lg">
        <Stack>
          <CopiedValue label="issuer" value={ISSUER} />
          <CopiedValue label="client_id" value={client.client_id} />
          {secret && (
            <Alert color="teal" role="status" variant="outline">
              <CopiedValue label={texts.secret} value={secret} />
              <Text size="sm" mt="xs">
                {texts.secretOnce}
              </Text>
            </Alert>
          )}
        </Stack>
      </Card>
      {client.token_endpoint_auth_method !== 'none' && (
        <>
          <Rotation onRotate={rotate} />
          <PublicKeys path={path} client={client} />
        </>
      )}
    </Stack>
  )
}

function Rotation({ onRotate }: { onRotate: (grace: number) => Promise<void> }) {
  const texts = useTexts()
  const { language } = use(LanguageContext)
  const [grace, setGrace] = useState(DAY)
  return (
    <Card withBorder padding="lg" component="section">
      <Title order={2} size="h4">
        {texts.rotate}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {texts.rotateLead}
      </Text>
      <Group align="flex-end">
        <NumberInput
          label={texts.rotateGrace}
          description={grace > 0 ? `= ${inWords(grace, language)}` : undefined}
          min={0}
          max={7 * DAY}
          allowDecimal={false}
          hideControls
          value={grace}
          onChange={(value) => setGrace(Number(value))}
        />
        <Button onClick={() => void onRotate(grace)}>{texts.rotate}</Button>
      </Group>
    </Card>
  )
}
