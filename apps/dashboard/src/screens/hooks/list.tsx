// Hooks: all of them, which are on, and a new one.
import { NativeSelect, Stack, Switch } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useArrival } from '../../parts/arrival.ts'
import { useAttempt } from '../../parts/attempt.ts'
import { CreateButton } from '../../parts/create-form.tsx'
import { NameField } from '../../parts/name-field.tsx'
import { Page, Waiting } from '../../parts/page.tsx'
import { SearchedTable } from '../../parts/searched-table.tsx'
import { call } from '../../session/call.ts'
import { useList } from '../../session/lists.ts'
import { fill, useTexts } from '../../texts/index.ts'
import { useActionTexts } from '../actions/texts.ts'
import { HOOKS, pathOf, type Hook } from './hook.ts'
import { useHookTexts } from './texts.ts'
import { HOOK_TRIGGERS, hookTriggerOf } from './triggers.ts'

export function Hooks() {
  const texts = useTexts()
  const words = useHookTexts()
  const actions = useActionTexts()
  const attempt = useAttempt(HOOKS)
  const { data, error } = useList<Hook>(HOOKS, 'hooks')
  const titleOf = ({ triggerId }: Hook): string => {
    const trigger = hookTriggerOf(triggerId)
    return trigger ? actions[trigger.title] : triggerId
  }
  return (
    <Page title={texts.hooks} lead={words.lead} action={<NewHook />}>
      {data ? (
        <SearchedTable
          listed={data}
          label={texts.hooks}
          empty={words.empty}
          columns={[texts.fieldName, actions.trigger, words.enabled]}
          textOf={(hook) => `${hook.name} ${titleOf(hook)} ${hook.triggerId}`}
          keyOf={({ id }) => id}
          cellsOf={(hook) => [
            <Link key="name" className="row-link" to="/hooks/$id" params={{ id: hook.id }}>
              {hook.name}
            </Link>,
            titleOf(hook),
            <Switch
              key="enabled"
              aria-label={fill(words.switch, { name: hook.name })}
              label={hook.enabled ? words.on : words.off}
              checked={hook.enabled}
              onChange={({ currentTarget: { checked: enabled } }) =>
                void attempt(() => call('PATCH', pathOf(hook.id), { enabled }))
              }
            />,
          ]}
        />
      ) : (
        <Waiting error={error} />
      )}
    </Page>
  )
}

function NewHook() {
  const words = useHookTexts()
  const actions = useActionTexts()
  const arrive = useArrival(HOOKS)
  const [name, setName] = useState('')
  const [triggerId, setTrigger] = useState('credentials-exchange')
  const trigger = hookTriggerOf(triggerId)
  const create = async (): Promise<void> => {
    const { id } = await call<Hook>('POST', HOOKS, { name, triggerId, script: trigger?.script })
    await arrive(words.created, { to: '/hooks/$id', params: { id } })
  }
  return (
    <CreateButton title={words.create} onCreate={create}>
      {(problemOf) => (
        <Stack>
          <NameField value={name} description={words.nameHint} problem={problemOf('name')} onName={setName} />
          <NativeSelect
            label={actions.trigger}
            description={trigger && actions[trigger.hint]}
            value={triggerId}
            onChange={(event) => setTrigger(event.currentTarget.value)}
            data={HOOK_TRIGGERS.map(({ id, title }) => ({ value: id, label: actions[title] }))}
          />
        </Stack>
      )}
    </CreateButton>
  )
}
