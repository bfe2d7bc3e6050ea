// Through which connections people come to an application.
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useAttempt } from '../../parts/attempt.ts'
import { Waiting } from '../../parts/page.tsx'
import { Part } from '../../parts/part.tsx'
import { SwitchList } from '../../parts/switch-list.tsx'
import { call } from '../../session/call.ts'
import { useConnections, type Application, type Connection } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'
import { strategyName } from '../connections/strategies.ts'

type Enabled = { readonly connections: readonly Pick<Connection, 'id'>[]; readonly next?: string }

async function readEnabled(path: string): Promise<ReadonlySet<string>> {
  const enabled = new Set<string>()
  for (let from = ''; ;) {
    const { connections, next } = await call<Enabled>('GET', `${path}?take=100&fields=id${from}`)
    for (const { id } of connections) enabled.add(id)
    if (next === undefined) return enabled
    from = `&from=${encodeURIComponent(next)}`
  }
}

export function ApplicationConnections({ client: { client_id, is_first_party } }: { client: Application }) {
  const texts = useTexts()
  const path = `/clients/${encodeURIComponent(client_id)}/connections`
  const all = useConnections()
  const attempt = useAttempt(path, '/connections/')
  const enabled = useQuery({ queryKey: [path], queryFn: () => readEnabled(path) })
  if (!all.data || !enabled.data) return <Waiting error={all.error ?? enabled.error} />
  return (
    <Part title={texts.appConnections}>
      {is_first_party === false && (
        <Text c="dimmed" mb="md">
          {texts.appThirdParty}
        </Text>
      )}
      <SwitchList
        label={texts.allowed}
        listed={all.data}
        empty={texts.connectionsNone}
        keyOf={({ id }) => id}
        nameOf={({ name, display_name }) => display_name ?? name}
        noteOf={({ name, strategy }) => `${name} · ${strategyName(texts, strategy)}`}
        isOn={({ id }) => enabled.data.has(id)}
        onSwitch={({ id }, status) =>
          void attempt(() => call('PATCH', `/connections/${id}/clients`, [{ client_id, status }]))
        }
      />
    </Part>
  )
}
