// One module of actions: its draft, versions, dependencies, the actions that use it, its end.
import { Group, Stack, Tabs, Text } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { membersOf } from '../../editor/members.ts'
import { CopiedCode } from '../../parts/copied-code.tsx'
import { DangerZone } from '../../parts/danger-zone.tsx'
import { useDeparture } from '../../parts/departure.ts'
import { OnePage } from '../../parts/one-page.tsx'
import { Page, Waiting } from '../../parts/page.tsx'
import { Part } from '../../parts/part.tsx'
import type { Section } from '../../parts/section.ts'
import { SettingsForm } from '../../parts/settings-form.tsx'
import { call } from '../../session/call.ts'
import { useDelete, useSave } from '../../session/changes.ts'
import { useOne } from '../../session/lists.ts'
import { Dependencies } from '../code/dependencies.tsx'
import { Deployment } from '../code/deployment.tsx'
import { sayOfCode, useCodeTexts } from '../code/texts.ts'
import { StateBadge } from '../code/version-state.tsx'
import { Versions } from '../code/versions.tsx'
import { MODULES, pathOf, requireOf, stateOf, type Module as Kept } from './module.ts'
import { sayOfModules, useModuleTexts } from './texts.ts'

export function Module() {
  const { id } = useParams({ from: '/actions/modules/$id' })
  return <OnePage<Kept> path={pathOf(id)}>{(module) => <Known module={module} />}</OnePage>
}

function Known({ module }: { module: Kept }) {
  const words = useModuleTexts()
  const code = useCodeTexts()
  const path = pathOf(module.id)
  const save = useSave(path, MODULES)
  const remove = useDeparture('/actions', useDelete(path, MODULES))
  return (
    <Page title={module.name} lead={<StateBadge state={stateOf(module)} />}>
      <Tabs defaultValue="draft" keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="draft">{code.draft}</Tabs.Tab>
          <Tabs.Tab value="versions">{code.versions}</Tabs.Tab>
          <Tabs.Tab value="dependencies">{code.dependencies}</Tabs.Tab>
          <Tabs.Tab value="uses">{words.uses}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="draft">
          <SettingsForm
            document={module}
            sections={SECTIONS}
            onSave={save}
            below={(_draft, isDirty) => (
              <>
                <Deployment title={words.deploy} lead={words.deployLead} path={`${path}/versions`} isDirty={isDirty} />
                <Part title={words.required}>
                  <Text mb="sm">{words.requiredLead}</Text>
                  <CopiedCode label={words.required} code={`const shared = ${requireOf(module.name)};`} />
                </Part>
              </>
            )}
          />
          <DangerZone title={words.delete} hint={words.deleteHint} name={module.name} onDelete={remove} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <Versions
            path={`${path}/versions`}
            current={module.latest_version_number}
            words={{ button: words.goBack, about: words.goBackAbout, hint: words.goBackHint, done: words.gone }}
            onGoBack={({ id }) => call('POST', `${path}/rollback`, { module_version_id: id })}
          />
        </Tabs.Panel>
        <Tabs.Panel value="dependencies">
          <Dependencies dependencies={module.dependencies} onSave={(dependencies) => save({ dependencies })} />
        </Tabs.Panel>
        <Tabs.Panel value="uses">
          <Uses path={`${path}/actions`} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

const SECTIONS: readonly Section[] = [
  {
    title: sayOfCode('code'),
    isWide: true,
    fields: [
      {
        kind: 'code',
        name: 'code',
        label: sayOfModules('script'),
        hint: sayOfCode('codeLead'),
        members: membersOf({ exports: {}, module: { exports: {} }, require: '(name)' }),
        problem: undefined,
      },
    ],
  },
]

type Use = { readonly action_id: string; readonly action_name: string }

function Uses({ path }: { path: string }) {
  const words = useModuleTexts()
  const { data, error } = useOne<{ readonly actions: readonly Use[] }>(path)
  if (!data) return <Waiting error={error} />
  return (
    <Part title={words.uses}>
      {data.actions.length === 0 ? (
        <Text c="dimmed">{words.usesEmpty}</Text>
      ) : (
        <Stack component="ul" className="story" gap="xs" aria-label={words.uses}>
          {data.actions.map(({ action_id, action_name }) => (
            <Group key={action_id} component="li">
              <Link className="row-link" to="/actions/$id" params={{ id: action_id }}>
                {action_name}
              </Link>
            </Group>
          ))}
        </Stack>
      )}
    </Part>
  )
}
