// Through whom the tenant's mail goes, and whether it arrives.
import { Alert, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { DangerZone } from '../../parts/danger-zone.tsx'
import { Waiting } from '../../parts/page.tsx'
import { CallRefused, call } from '../../session/call.ts'
import { fill, useSaid } from '../../texts/index.ts'
import { MAIL } from './mail-texts.ts'
import { MailServer, type Provider } from './mail-server.tsx'
import { TestMail } from './test-mail.tsx'

export const PROVIDER = '/emails/provider'

async function readProvider(): Promise<Provider | null> {
  try {
    return await call<Provider>('GET', PROVIDER)
  } catch (error) {
    if (error instanceof CallRefused && error.status === 404) return null
    throw error
  }
}

export function Mail() {
  const said = useSaid(MAIL)
  const queries = useQueryClient()
  const { data, error } = useQuery({ queryKey: [PROVIDER], queryFn: readProvider })
  if (data === undefined) return <Waiting error={error} />
  const again = (): Promise<void> => queries.invalidateQueries({ queryKey: [PROVIDER] })
  const remove = async (): Promise<void> => {
    await call('DELETE', PROVIDER)
    await again()
  }
  return (
    <Stack gap="lg">
      {data === null && <Text c="dimmed">{said.none}</Text>}
      {data && data.name !== 'smtp' ? (
        <Alert variant="outline">{fill(said.other, { name: data.name })}</Alert>
      ) : (
        <MailServer key={JSON.stringify(data)} provider={data} onSaved={again} />
      )}
      <TestMail />
      {data && <DangerZone title={said.remove} hint={said.removeHint} name={data.name} onDelete={remove} />}
    </Stack>
  )
}
