// A real login through a connection, in a window of its own, and what comes of it.
import { Button, Card, Group, NativeSelect, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAttempt } from '../../parts/attempt.ts'
import { claimsIn, ClaimsTable } from '../../parts/claims-table.tsx'
import { CopiedValue } from '../../parts/copied-value.tsx'
import { Part } from '../../parts/part.tsx'
import { useApis, type Connection } from '../../session/nouns.ts'
import { fill, useTexts } from '../../texts/index.ts'
import { findTrial, trialApplication, tryLogin, type Tried } from './trial.ts'

export function TryConnection({ connection }: { connection: Connection }) {
  const texts = useTexts()
  const apis = useApis()
  const key = `trial ${connection.id}`
  const attempt = useAttempt(key, '/clients', `/connections/${connection.id}/clients`)
  // Looked for beforehand: a browser lets a page open a window only shortly after a click.
  const trial = useQuery({ queryKey: [key], queryFn: async () => (await findTrial(connection)) ?? null })
  const [audience, setAudience] = useState('')
  const [tried, setTried] = useState<Tried>()
  const [isBusy, setIsBusy] = useState(false)
  const name = fill(texts.tryName, { connection: connection.name })
  const api = apis.data?.items.find(({ identifier }) => identifier === audience)
  const go = async (): Promise<void> => {
    setIsBusy(true)
    setTried(undefined)
    await attempt(async () => {
      const client_id = await trialApplication(connection, name, trial.data ?? undefined)
      setTried(await tryLogin(client_id, connection.name, api))
    })
    setIsBusy(false)
  }
  return (
    <Stack>
      <Card withBorder padding="lg">
        <Text c="dimmed" mb="md" maw={640}>
          {fill(texts.tryLead, { name })}
        </Text>
        <Group align="flex-end">
          <NativeSelect
            miw={240}
            label={texts.tryApi}
            value={audience}
            onChange={(event) => setAudience(event.currentTarget.value)}
            data={[
              { value: '', label: texts.tryNoApi },
              ...(apis.data?.items ?? [])
                .filter(({ is_system }) => !is_system)
                .map((api) => ({ value: api.identifier, label: api.name || api.identifier })),
            ]}
          />
          <Button onClick={() => void go()} loading={isBusy} disabled={trial.isPending}>
            {texts.tryButton}
          </Button>
        </Group>
      </Card>
      {tried && <Shown tried={tried} />}
    </Stack>
  )
}

function Shown({ tried: { id_token, profile, access_token } }: { tried: Tried }) {
  const texts = useTexts()
  const claims = claimsIn(access_token)
  return (
    <>
      <Part title={texts.tryProfile}>
        <ClaimsTable label={texts.tryProfile} claims={profile} />
      </Part>
      <Part title={texts.tryIdToken}>
        <ClaimsTable label={texts.tryIdToken} claims={id_token} />
      </Part>
      <Part title={texts.tryAccessToken}>
        <CopiedValue label={texts.explainToken} value={access_token} />
        {claims && <ClaimsTable label={texts.tryAccessToken} claims={claims} />}
      </Part>
    </>
  )
}
