// Actions: all of them, a new one, what runs at each trigger and in which order, the code that they share, how they ran.
import { NativeSelect, Stack, Tabs } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useArrival } from '../../parts/arrival.ts'
import { CreateButton } from '../../parts/create-form.tsx'
import { NameField } from '../../parts/name-field.tsx'
import { Page, Waiting } from '../../parts/page.tsx'
import { SearchedTable } from '../../parts/searched-table.tsx'
import { call } from '../../session/call.ts'
import { useList } from '../../session/lists.ts'
import { useTexts } from '../../texts/index.ts'
import { Executions } from '../code/executions.tsx'
import { useCodeTexts } from '../code/texts.ts'
import { StateBadge } from '../code/version-state.tsx'
import { Modules } from '../modules/list.tsx'
import { useModuleTexts } from '../modules/texts.ts'
import { ACTIONS, triggerIdOf, type Action, stateOf } from './action.ts'
import { Flows } from './flows.tsx'
import { triggerOf, TRIGGERS } from './triggers.ts'
import { useActionTexts } from './texts.ts'

export function Actions() {
  const texts = useTexts()
  const words = useActionTexts()
  const code = useCodeTexts()
  const modules = useModuleTexts()
  return (
    <Page title={texts.actions} lead={words.lead} action={<NewAction />}>
      <Tabs defaultValue="actions" keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="actions">{texts.actions}</Tabs.Tab>
          <Tabs.Tab value="flow">{words.flow}</Tabs.Tab>
          <Tabs.Tab value="modules">{modules.modules}</Tabs.Tab>
          <Tabs.Tab value="executions">{code.executions}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="actions">
          <AllActions />
        </Tabs.Panel>
        <Tabs.Panel value="flow">
          <Flows />
        </Tabs.Panel>
        <Tabs.Panel value="modules">
          <Modules />
        </Tabs.Panel>
        <Tabs.Panel value="executions">
          <Executions />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

function AllActions() {
  const texts = useTexts()
  const words = useActionTexts()
  const { data, error } = useList<Action>(ACTIONS, 'actions')
  if (!data) return <Waiting error={error} />
  const titleOf = (action: Action): string => {
    const trigger = triggerOf(triggerIdOf(action))
    return trigger ? words[trigger.title] : triggerIdOf(action)
  }
  return (
    <SearchedTable
      listed={data}
      label={texts.actions}
      empty={words.empty}
      columns={[texts.fieldName, words.trigger, words.bound]}
      textOf={(action) => `${action.name} ${titleOf(action)} ${triggerIdOf(action)}`}
      keyOf={({ id }) => id}
      cellsOf={(action) => [
        <Link key="name" className="row-link" to="/actions/$id" params={{ id: action.id }}>
          {action.name}
        </Link>,
        titleOf(action),
        <StateBadge key="state" state={stateOf(action)} />,
      ]}
    />
  )
}

function NewAction() {
  const words = useActionTexts()
  const arrive = useArrival(ACTIONS)
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState('post-login')
  const trigger = triggerOf(chosen)
  const create = async (): Promise<void> => {
    const { id } = await call<Action>('POST', ACTIONS, {
      name,
      supported_triggers: [{ id: chosen, version: trigger?.version }],
      code: trigger?.code,
    })
    await arrive(words.created, { to: '/actions/$id', params: { id } })
  }
  return (
    <CreateButton title={words.create} onCreate={create}>
      {(problemOf) => (
        <Stack>
          <NameField value={name} problem={problemOf('name')} onName={setName} />
          <NativeSelect
            label={words.trigger}
            description={trigger && words[trigger.hint]}
            value={chosen}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={TRIGGERS.map(({ id, title }) => ({ value: id, label: words[title] }))}
          />
        </Stack>
      )}
    </CreateButton>
  )
}
