// Roles: all of them, and a new one.
import { Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { CreateButton } from '../../parts/create-form.tsx'
import { Page, Waiting } from '../../parts/page.tsx'
import { SearchedTable } from '../../parts/searched-table.tsx'
import { useToast } from '../../parts/toast.tsx'
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
  const { say } = useToast()
  const go = useNavigate()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const create = async (): Promise<void> => {
    const made = await call<Role>('POST', '/roles', { name, ...(description === '' ? {} : { description }) })
    await queries.invalidateQueries({ queryKey: [ROLES] })
    say(texts.roleCreated)
    await go({ to: '/roles/$id', params: { id: made.id } })
  }
  return (
    <CreateButton title={texts.roleCreate} onCreate={create}>
      {(problemOf) => (
        <Stack>
          <TextInput
            data-autofocus
            required
            label={texts.fieldName}
            value={name}
            error={problemOf('name')}
            onChange={(event) => setName(event.currentTarget.value)}
          />
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
