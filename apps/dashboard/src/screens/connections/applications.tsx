// Which applications may let people in through a connection.
import { useQuery } from '@tanstack/react-query'
import { useAttempt } from '../../parts/attempt.ts'
import { Waiting } from '../../parts/page.tsx'
import { Part } from '../../parts/part.tsx'
import { SwitchList } from '../../parts/switch-list.tsx'
import { call } from '../../session/call.ts'
import { useApplications } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'

type Enabled = { readonly clients: readonly { readonly client_id: string }[]; readonly next?: string }

/** All of them: they come in pages that say where the next one begins. */
async function readEnabled(path: string): Promise<ReadonlySet<string>> {
  const enabled = new Set<string>()
  for (let from = ''; ;) {
    const { clients, next } = await call<Enabled>('GET', `${path}/clients?take=100${from}`)
    for (const { client_id } of clients) enabled.add(client_id)
    if (next === undefined) return enabled
    from = `&from=${encodeURIComponent(next)}`
  }
}

export function ConnectionApplications({ path }: { path: string }) {
  const texts = useTexts()
  const attempt = useAttempt(`${path}/clients`)
  const applications = useApplications()
  const enabled = useQuery({ queryKey: [`${path}/clients`], queryFn: () => readEnabled(path) })
  if (!applications.data || !enabled.data) return <Waiting error={applications.error ?? enabled.error} />
  return (
    <Part title={texts.connectionApplications}>
      <SwitchList
        label={texts.allowed}
        listed={applications.data}
        empty={texts.applicationsEmpty}
        keyOf={({ client_id }) => client_id}
        nameOf={({ name }) => name}
        noteOf={({ client_id }) => client_id}
        isOn={({ client_id }) => enabled.data.has(client_id)}
        onSwitch={({ client_id }, status) =>
          void attempt(() => call('PATCH', `${path}/clients`, [{ client_id, status }]))
        }
      />
    </Part>
  )
}
