// Connections: where users come from, and a new one.
import { Stack } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useArrival } from '../../parts/arrival.ts'
import { CreateButton } from '../../parts/create-form.tsx'
import { NameField } from '../../parts/name-field.tsx'
import { Page, Waiting } from '../../parts/page.tsx'
import { SearchedTable } from '../../parts/searched-table.tsx'
import { call } from '../../session/call.ts'
import { CONNECTIONS, useConnections, type Connection } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'
import { strategyName } from './strategies.ts'

export function Connections() {
  const texts = useTexts()
  const { data, error } = useConnections()
  return (
    <Page title={texts.connections} lead={texts.connectionsLead} action={<NewConnection />}>
      {data ? (
        <SearchedTable
          listed={data}
          label={texts.connections}
          empty={texts.connectionsNone}
          columns={[texts.fieldName, texts.connectionShownAs, texts.appType]}
          textOf={({ name, display_name = '' }) => `${name} ${display_name}`}
          keyOf={({ id }) => id}
          cellsOf={({ id, name, display_name, strategy }) => [
            <Link key="name" className="row-link" to="/connections/$id" params={{ id }}>
              {name}
            </Link>,
            display_name ?? '—',
            strategyName(texts, strategy),
          ]}
        />
      ) : (
        <Waiting error={error} />
      )}
    </Page>
  )
}

function NewConnection() {
  const texts = useTexts()
  const arrive = useArrival(CONNECTIONS)
  const [name, setName] = useState('')
  const create = async (): Promise<void> => {
    const { id } = await call<Connection>('POST', '/connections', { name, strategy: 'auth0' })
    await arrive(texts.connectionCreated, { to: '/connections/$id', params: { id } })
  }
  return (
    <CreateButton title={texts.connectionCreate} onCreate={create}>
      {(problemOf) => (
        <Stack>
          <NameField
            description={texts.connectionNameHint}
            placeholder="Customers"
            value={name}
            problem={problemOf('name')}
            onName={setName}
          />
        </Stack>
      )}
    </CreateButton>
  )
}
