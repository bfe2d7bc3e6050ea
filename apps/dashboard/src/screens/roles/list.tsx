// Roles: all of them, and a new one.
import { Stack, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useArrival } from '../../parts/arrival.ts'
import { CreateButton } from '../../parts/create-form.tsx'
import { NameField } from '../../parts/name-field.tsx'
import { Page, Waiting } from '../../parts/page.tsx'
import { SearchedTable } from '../../parts/searched-table.tsx'
import { call } from '../../session/call.ts'
import { ROLES, useRoles, type Role } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'

export function Roles() {
  const texts = useTexts()
  const { data, error } = useRoles()
  return (
    <Page title={texts.roles} lead={texts.rolesLead} action={<NewRole />}>
      {data ? (
        <SearchedTable
          listed={data}
          label={texts.roles}
          empty={texts.rolesNone}
          columns={[texts.fieldName, texts.description]}
          textOf={({ name, description = '' }) => `${name} ${description}`}
          keyOf={({ id }) => id}
          cellsOf={({ id, name, description }) => [
            <Link key="name" className="row-link" to="/roles/$id" params={{ id }}>
              {name}
            </Link>,
            description,
          ]}
        />
      ) : (
        <Waiting error={error} />
      )}
    </Page>
  )
}

function NewRole() {
  const texts = useTexts()
  const arrive = useArrival(ROLES)
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const create = async (): Promise<void> => {
    const made = await call<Role>('POST', '/roles', { name, ...(description === '' ? {} : { description }) })
    await arrive(texts.roleCreated, { to: '/roles/$id', params: { id: made.id } })
  }
  return (
    <CreateButton title={texts.roleCreate} onCreate={create}>
      {(problemOf) => (
        <Stack>
          <NameField value={name} problem={problemOf('name')} onName={setName} />
          <TextInput
            label={texts.description}
            value={description}
            error={problemOf('description')}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
        </Stack>
      )}
    </CreateButton>
  )
}
