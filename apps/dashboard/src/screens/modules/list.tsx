// Modules of actions: all of them, and a new one.
import { Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useArrival } from '../../parts/arrival.ts'
import { CreateButton } from '../../parts/create-form.tsx'
import { NameField } from '../../parts/name-field.tsx'
import { Waiting } from '../../parts/page.tsx'
import { SearchedTable } from '../../parts/searched-table.tsx'
import { call } from '../../session/call.ts'
import { useList } from '../../session/lists.ts'
import { useTexts } from '../../texts/index.ts'
import { useActionTexts } from '../actions/texts.ts'
import { StateBadge } from '../code/version-state.tsx'
import { MODULES, requireOf, stateOf, type Module } from './module.ts'
import { useModuleTexts } from './texts.ts'

export function Modules() {
  const texts = useTexts()
  const words = useModuleTexts()
  const actions = useActionTexts()
  const { data, error } = useList<Module>(MODULES, 'modules')
  if (!data) return <Waiting error={error} />
  return (
    <Stack>
      <Group justify="space-between" align="flex-start">
        <Text c="dimmed" maw={640}>
          {words.lead}
        </Text>
        <NewModule />
      </Group>
      <SearchedTable
        listed={data}
        label={words.modules}
        empty={words.empty}
        columns={[texts.fieldName, words.required, actions.bound]}
        textOf={({ name }) => name}
        keyOf={({ id }) => id}
        cellsOf={(module) => [
          <Link key="name" className="row-link" to="/actions/modules/$id" params={{ id: module.id }}>
            {module.name}
          </Link>,
          <span key="required" className="mono">
            {requireOf(module.name)}
          </span>,
          <StateBadge key="state" state={stateOf(module)} />,
        ]}
      />
    </Stack>
  )
}

const CODE = `/** Whatever several actions need. */
exports.planOf = (user) => user.app_metadata.plan || 'free';
`

function NewModule() {
  const words = useModuleTexts()
  const arrive = useArrival(MODULES)
  const [name, setName] = useState('')
  const create = async (): Promise<void> => {
    const { id } = await call<Module>('POST', MODULES, { name, code: CODE })
    await arrive(words.created, { to: '/actions/modules/$id', params: { id } })
  }
  return (
    <CreateButton title={words.create} onCreate={create}>
      {(problemOf) => (
        <NameField value={name} description={words.nameHint} problem={problemOf('name')} onName={setName} />
      )}
    </CreateButton>
  )
}
