// One action: its draft and what it would do, secrets, versions, how it ran, its end.
import { Group, Tabs, Text } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { DangerZone } from '../../parts/danger-zone.tsx'
import { useDeparture } from '../../parts/departure.ts'
import { OnePage } from '../../parts/one-page.tsx'
import { Page } from '../../parts/page.tsx'
import { call } from '../../session/call.ts'
import { useDelete } from '../../session/changes.ts'
import { Executions } from '../code/executions.tsx'
import { useCodeTexts } from '../code/texts.ts'
import { Versions } from '../code/versions.tsx'
import { StateBadge } from '../code/version-state.tsx'
import { pathOf, triggerIdOf, type Action as Kept, stateOf } from './action.ts'
import { Draft } from './draft.tsx'
import { Secrets } from './secrets.tsx'
import { useActionTexts } from './texts.ts'
import { triggerOf } from './triggers.ts'

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
      <StateBadge state={stateOf(action)} />
      <Text span>{trigger ? words[trigger.title] : triggerIdOf(action)}</Text>
    </Group>
  )
  return (
    <Page title={action.name} lead={lead}>
      <Tabs defaultValue="draft" keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="draft">{code.draft}</Tabs.Tab>
          <Tabs.Tab value="secrets">{code.secrets}</Tabs.Tab>
          <Tabs.Tab value="versions">{code.versions}</Tabs.Tab>
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
          <Versions
            path={`${path}/versions`}
            current={action.deployed_version?.number}
            words={{
              button: words.deployAgain,
              about: words.deployAgainAbout,
              hint: words.deployAgainHint,
              done: code.deployed,
            }}
            onGoBack={({ id }) =>
              call('POST', `${path}/versions/${encodeURIComponent(id)}/deploy`, { update_draft: true })
            }
          />
        </Tabs.Panel>
        <Tabs.Panel value="executions">
          <Executions trigger={triggerIdOf(action)} script={action.name} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
