// What runs at each trigger, in its order: moved, added, taken out; each change counts at once.
import { ActionIcon, Button, Group, NativeSelect, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { OrderedList } from '../../parts/ordered-list.tsx'
import { Waiting } from '../../parts/page.tsx'
import { Part } from '../../parts/part.tsx'
import { useToast } from '../../parts/toast.tsx'
import { call } from '../../session/call.ts'
import { useList, useOne } from '../../session/lists.ts'
import { Icon } from '../../shell/icons.tsx'
import { fill, useTexts } from '../../texts/index.ts'
import { StateBadge } from '../code/version-state.tsx'
import { ACTIONS, bindingsPath, type Action, type Binding, stateOf } from './action.ts'
import { useActionTexts } from './texts.ts'
import { TRIGGERS, type Trigger } from './triggers.ts'

export function Flows() {
  const words = useActionTexts()
  const { data, error } = useList<Action>(ACTIONS, 'actions')
  if (!data) return <Waiting error={error} />
  return (
    <Stack>
      <Text c="dimmed" maw={640}>
        {words.bindLead}
      </Text>
      {TRIGGERS.filter(({ isBindable }) => isBindable).map((trigger) => (
        <Part key={trigger.id} title={words[trigger.title]}>
          <Flow trigger={trigger} actions={data.items} />
        </Part>
      ))}
    </Stack>
  )
}

function Flow({ trigger: { id, title }, actions }: { trigger: Trigger; actions: readonly Action[] }) {
  const texts = useTexts()
  const words = useActionTexts()
  const { say, fail } = useToast()
  const queries = useQueryClient()
  const path = bindingsPath(id)
  const { data, error } = useOne<{ bindings: readonly Binding[] }>(path)
  if (!data) return <Waiting error={error} />
  const { bindings } = data
  const send = async (ids: readonly string[]): Promise<void> => {
    try {
      const body = { bindings: ids.map((value) => ({ ref: { type: 'action_id', value } })) }
      queries.setQueryData([path], await call('PATCH', path, body))
      say(texts.changed)
    } catch (thrown) {
      fail(thrown)
      await queries.invalidateQueries({ queryKey: [path] })
    }
  }
  const ids = bindings.map(({ action }) => action.id)
  const free = actions.filter(
    (one) =>
      one.deployed_version !== undefined &&
      one.supported_triggers.some((trigger) => trigger.id === id) &&
      !ids.includes(one.id),
  )
  return (
    <Stack gap="sm">
      <Bound title={words[title]} bindings={bindings} onBind={send} />
      <Bind free={free} onBind={(chosen) => send([...ids, chosen])} />
    </Stack>
  )
}

type BoundProps = {
  readonly title: string
  readonly bindings: readonly Binding[]
  readonly onBind: (ids: readonly string[]) => Promise<void>
}

function Bound({ title, bindings, onBind }: BoundProps) {
  const words = useActionTexts()
  if (bindings.length === 0) return <Text c="dimmed">{words.bindEmpty}</Text>
  const idsOf = (some: readonly Binding[]): readonly string[] => some.map(({ action }) => action.id)
  return (
    <OrderedList
      label={title}
      items={bindings}
      keyOf={({ id }) => id}
      nameOf={({ display_name }) => display_name}
      onOrder={(items) => void onBind(idsOf(items))}
    >
      {({ id, display_name, action }) => (
        <>
          <Group gap="sm">
            <Link className="row-link wrap" to="/actions/$id" params={{ id: action.id }}>
              {display_name}
            </Link>
            <StateBadge state={stateOf(action)} />
          </Group>
          <ActionIcon
            variant="default"
            aria-label={fill(words.unbind, { name: display_name })}
            onClick={() => void onBind(idsOf(bindings.filter((one) => one.id !== id)))}
          >
            <Icon sign="bin" size={16} />
          </ActionIcon>
        </>
      )}
    </OrderedList>
  )
}

function Bind({ free, onBind }: { free: readonly Action[]; onBind: (id: string) => Promise<void> }) {
  const words = useActionTexts()
  const [chosen, setChosen] = useState('')
  const wanted = free.find(({ id }) => id === chosen) ?? free[0]
  if (!wanted) return null
  return (
    <Group align="flex-end">
      <NativeSelect
        flex={1}
        maw={360}
        label={words.bindChoose}
        value={wanted.id}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={free.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Button variant="default" onClick={() => void onBind(wanted.id)}>
        {words.bind}
      </Button>
    </Group>
  )
}
