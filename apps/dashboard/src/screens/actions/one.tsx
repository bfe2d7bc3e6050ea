// One action: its draft and what it would do, secrets, versions, how it ran, its end.
import { Group, Tabs, Text } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { DangerZone } from '../../parts/danger-zone.tsx'
import { useDeparture } from '../../parts/departure.ts'
import { OnePage } from '../../parts/one-page.tsx'
import { Page } from '../../parts/page.tsx'
import { useDelete } from '../../session/changes.ts'
import { Executions } from '../code/executions.tsx'
import { useCodeTexts } from '../code/texts.ts'
import { pathOf, triggerIdOf, type Action as Kept } from './action.ts'
import { Draft } from './draft.tsx'
import { Secrets } from './secrets.tsx'
import { DeploymentState } from './state.tsx'
import { useActionTexts } from './texts.ts'
import { triggerOf } from './triggers.ts'
import { Versions } from './versions.tsx'

export function Action() {
  const { id } = useParams({ from: '/actions/$id' })
  return <OnePage<Kept> path={pathOf(id)}>{(action) => <Known action={action} />}</OnePage>
}

function Known({ action }: { action: Kept }) {
  const words = useActionTexts()
  const code = useCodeTexts()
  const path = pathOf(action.id)
  const trigger = triggerOf(triggerIdOf(action))
  const remove = useDeparture('/actions', useDelete(path, undefined, '?force=true'))
  const lead = (
    <Group gap="xs">
      <DeploymentState action={action} />
      <Text span>{trigger ? words[trigger.title] : triggerIdOf(action)}</Text>
    </Group>
  )
  return (
    <Page title={action.name} lead={lead}>
      <Tabs defaultValue="draft" keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="draft">{words.draft}</Tabs.Tab>
          <Tabs.Tab value="secrets">{words.secrets}</Tabs.Tab>
          <Tabs.Tab value="versions">{words.versions}</Tabs.Tab>
          <Tabs.Tab value="executions">{code.executions}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="draft">
          <Draft action={action} trigger={trigger} />
          <DangerZone title={words.delete} hint={words.deleteHint} name={action.name} onDelete={remove} />
        </Tabs.Panel>
        <Tabs.Panel value="secrets">
          <Secrets action={action} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <Versions action={action} />
        </Tabs.Panel>
        <Tabs.Panel value="executions">
          <Executions trigger={triggerIdOf(action)} script={action.name} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
