// One hook: its code, what it would do, its secrets, how it ran, its end.
import { Stack, Tabs } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { DangerZone } from '../../parts/danger-zone.tsx'
import { useDeparture } from '../../parts/departure.ts'
import { OnePage } from '../../parts/one-page.tsx'
import { Page, Waiting } from '../../parts/page.tsx'
import { call } from '../../session/call.ts'
import { useDelete, useSave } from '../../session/changes.ts'
import { useOne } from '../../session/lists.ts'
import { useActionTexts } from '../actions/texts.ts'
import { Dependencies } from '../code/dependencies.tsx'
import { Executions } from '../code/executions.tsx'
import { CodeSecrets } from '../code/secrets.tsx'
import { useCodeTexts } from '../code/texts.ts'
import { HookCode } from './hook-code.tsx'
import { HOOKS, pathOf, type Hook as Kept } from './hook.ts'
import { useHookTexts } from './texts.ts'
import { hookTriggerOf } from './triggers.ts'

/** Values are never answered. */
type Secrets = Readonly<Record<string, string>>

export function Hook() {
  const { id } = useParams({ from: '/hooks/$id' })
  return <OnePage<Kept> path={pathOf(id)}>{(hook) => <Known hook={hook} />}</OnePage>
}

function Known({ hook }: { hook: Kept }) {
  const words = useHookTexts()
  const actions = useActionTexts()
  const code = useCodeTexts()
  const path = pathOf(hook.id)
  const trigger = hookTriggerOf(hook.triggerId)
  const remove = useDeparture('/hooks', useDelete(path, HOOKS))
  const { data: secrets, error } = useOne<Secrets>(`${path}/secrets`)
  return (
    <Page title={hook.name} lead={trigger ? actions[trigger.title] : hook.triggerId}>
      <Tabs defaultValue="code" keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="code">{code.code}</Tabs.Tab>
          <Tabs.Tab value="secrets">{code.secrets}</Tabs.Tab>
          <Tabs.Tab value="executions">{code.executions}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="code">
          <HookCode hook={hook} trigger={trigger} secrets={Object.keys(secrets ?? {})} />
          <DangerZone title={words.delete} hint={words.deleteHint} name={hook.name} onDelete={remove} />
        </Tabs.Panel>
        <Tabs.Panel value="secrets">
          {secrets ? <Needs hook={hook} names={Object.keys(secrets)} /> : <Waiting error={error} />}
        </Tabs.Panel>
        <Tabs.Panel value="executions">
          <Executions trigger={hook.triggerId} script={hook.name} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

function Needs({ hook, names }: { hook: Kept; names: readonly string[] }) {
  const words = useHookTexts()
  const queries = useQueryClient()
  const path = pathOf(hook.id)
  const save = useSave(path, HOOKS)
  const secrets = `${path}/secrets`
  const change = async (method: 'POST' | 'DELETE', body: unknown): Promise<void> => {
    await call(method, secrets, body)
    await queries.invalidateQueries({ queryKey: [secrets] })
  }
  return (
    <Stack>
      <CodeSecrets
        words={{ lead: words.secretsLead, empty: words.secretsEmpty, removeHint: words.secretRemoveHint }}
        names={names}
        onSet={(name, value) => change('POST', { [name]: value })}
        onRemove={(name) => change('DELETE', [name])}
      />
      <Dependencies
        dependencies={Object.entries(hook.dependencies).map(([name, version]) => ({ name, version }))}
        onSave={(wanted) =>
          save({ dependencies: Object.fromEntries(wanted.map(({ name, version }) => [name, version])) })
        }
      />
    </Stack>
  )
}
