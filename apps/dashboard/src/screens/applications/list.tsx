// Applications: all of them, and a new one.
import { Badge, Radio, Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useArrival } from '../../parts/arrival.ts'
import { CreateButton } from '../../parts/create-form.tsx'
import { NameField } from '../../parts/name-field.tsx'
import { Page, Waiting } from '../../parts/page.tsx'
import { SearchedTable } from '../../parts/searched-table.tsx'
import { call } from '../../session/call.ts'
import { APPLICATIONS, useApplications, type Application } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'
import { KINDS, kindOf } from './kinds.ts'

export function Applications() {
  const texts = useTexts()
  const { data, error } = useApplications()
  return (
    <Page title={texts.applications} lead={texts.applicationsLead} action={<NewApplication />}>
      {data ? (
        <SearchedTable
          listed={data}
          label={texts.applications}
          empty={texts.applicationsEmpty}
          columns={[texts.fieldName, texts.appType, 'client_id']}
          textOf={({ name, client_id }) => `${name} ${client_id}`}
          keyOf={({ client_id }) => client_id}
          cellsOf={(item) => [
            <NameOf key="name" {...item} />,
            <KindOf key="kind" {...item} />,
            <IdOf key="id" {...item} />,
          ]}
        />
      ) : (
        <Waiting error={error} />
      )}
    </Page>
  )
}

const NameOf = ({ name, client_id }: Application) => (
  <Link className="row-link" to="/applications/$id" params={{ id: client_id }}>
    {name}
  </Link>
)

function KindOf({ app_type }: Application) {
  const texts = useTexts()
  const kind = kindOf(app_type)
  return (
    <Badge variant="default" tt="none" fw={500} miw="max-content">
      {kind ? texts[kind.name] : (app_type ?? '—')}
    </Badge>
  )
}

const IdOf = ({ client_id }: Application) => <span className="mono">{client_id}</span>

function NewApplication() {
  const texts = useTexts()
  const arrive = useArrival(APPLICATIONS)
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState('regular_web')
  const create = async (): Promise<void> => {
    const kind = kindOf(chosen)
    const { client_id, client_secret } = await call<{ client_id: string; client_secret?: string }>('POST', '/clients', {
      name,
      app_type: chosen,
      oidc_conformant: true,
      grant_types: kind?.grant_types,
      token_endpoint_auth_method: kind?.token_endpoint_auth_method,
      jwt_configuration: { alg: 'RS256' },
    })
    // Only here, and nowhere that outlives the page.
    if (kind?.token_endpoint_auth_method !== 'none') queries.setQueryData(['secret', client_id], client_secret)
    await arrive(texts.appCreated, { to: '/applications/$id', params: { id: client_id } })
  }
  return (
    <CreateButton title={texts.appCreate} onCreate={create}>
      {(problemOf) => (
        <Stack>
          <NameField value={name} problem={problemOf('name')} onName={setName} />
          <Radio.Group label={texts.appType} value={chosen} onChange={setChosen}>
            <Stack gap="xs" mt="xs">
              {KINDS.map((kind) => (
                <Radio
                  key={kind.app_type}
                  value={kind.app_type}
                  label={texts[kind.name]}
                  description={texts[kind.hint]}
                />
              ))}
            </Stack>
          </Radio.Group>
        </Stack>
      )}
    </CreateButton>
  )
}
