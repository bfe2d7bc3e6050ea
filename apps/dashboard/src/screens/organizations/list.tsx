// Organizations: the tenant's own customers, and a new one.
import { Stack, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useArrival } from '../../parts/arrival.ts'
import { CreateButton } from '../../parts/create-form.tsx'
import { Page, Waiting } from '../../parts/page.tsx'
import { SearchedTable } from '../../parts/searched-table.tsx'
import { call } from '../../session/call.ts'
import { useList } from '../../session/lists.ts'
import { ORGANIZATIONS, type Organization } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'

export function Organizations() {
  const texts = useTexts()
  const { data, error } = useList<Organization>(ORGANIZATIONS, 'organizations')
  return (
    <Page title={texts.organizations} lead={texts.organizationsLead} action={<NewOrganization />}>
      {data ? (
        <SearchedTable
          listed={data}
          label={texts.organizations}
          empty={texts.organizationsNone}
          columns={[texts.fieldName, texts.organizationName, 'id']}
          textOf={({ name, display_name = '', id }) => `${name} ${display_name} ${id}`}
          keyOf={({ id }) => id}
          cellsOf={({ id, name, display_name }) => [
            <Link key="name" className="row-link" to="/organizations/$id" params={{ id }}>
              {display_name ?? name}
            </Link>,
            name,
            <span key="id" className="mono">
              {id}
            </span>,
          ]}
        />
      ) : (
        <Waiting error={error} />
      )}
    </Page>
  )
}

function NewOrganization() {
  const texts = useTexts()
  const arrive = useArrival(ORGANIZATIONS)
  const [display_name, setDisplayName] = useState('')
  const [name, setName] = useState('')
  const create = async (): Promise<void> => {
    const made = await call<Organization>('POST', ORGANIZATIONS, { name, display_name })
    await arrive(texts.organizationCreated, { to: '/organizations/$id', params: { id: made.id } })
  }
  return (
    <CreateButton title={texts.organizationCreate} onCreate={create}>
      {(problemOf) => (
        <Stack>
          <TextInput
            data-autofocus
            required
            label={texts.organizationShownAs}
            placeholder="Acme Inc."
            value={display_name}
            error={problemOf('display_name')}
            onChange={(event) => setDisplayName(event.currentTarget.value)}
          />
          <TextInput
            required
            label={texts.organizationName}
            description={texts.organizationNameHint}
            placeholder="acme"
            value={name}
            error={problemOf('name')}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </Stack>
      )}
    </CreateButton>
  )
}
