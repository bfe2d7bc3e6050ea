// APIs: all of them, and a new one.
import { Badge, Stack, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { use, useState } from 'react'
import { useArrival } from '../../parts/arrival.ts'
import { CreateButton } from '../../parts/create-form.tsx'
import { NameField } from '../../parts/name-field.tsx'
import { Page, Waiting } from '../../parts/page.tsx'
import { SearchedTable } from '../../parts/searched-table.tsx'
import { SettingField } from '../../parts/setting-field.tsx'
import { call } from '../../session/call.ts'
import { APIS, useApis, type Api } from '../../session/nouns.ts'
import { inWords, LanguageContext, useTexts } from '../../texts/index.ts'

export function Apis() {
  const texts = useTexts()
  const { language } = use(LanguageContext)
  const { data, error } = useApis()
  return (
    <Page title={texts.apis} lead={texts.apisLead} action={<NewApi />}>
      {data ? (
        <SearchedTable
          listed={data}
          label={texts.apis}
          empty={texts.apisEmpty}
          columns={[texts.fieldName, texts.apiIdentifier, 'JWT', texts.fieldTokenLifetime]}
          textOf={({ name, identifier }) => `${name} ${identifier}`}
          keyOf={({ id }) => id}
          cellsOf={(item) => [
            <NameOf key="name" {...item} />,
            <span key="identifier" className="mono">
              {item.identifier}
            </span>,
            <Badge key="alg" variant="default" tt="none" fw={500}>
              {item.signing_alg}
            </Badge>,
            inWords(item.token_lifetime, language),
          ]}
        />
      ) : (
        <Waiting error={error} />
      )}
    </Page>
  )
}

const NameOf = ({ id, name, identifier }: Api) => (
  <Link className="row-link" to="/apis/$id" params={{ id }}>
    {name || identifier}
  </Link>
)

function NewApi() {
  const texts = useTexts()
  const arrive = useArrival(APIS)
  const [name, setName] = useState('')
  const [identifier, setIdentifier] = useState('')
  const [token_lifetime, setLifetime] = useState<unknown>(8000)
  const create = async (): Promise<void> => {
    const made = await call<Api>('POST', '/resource-servers', {
      name,
      identifier,
      token_lifetime,
      // What goes into a page lives no longer than the others.
      token_lifetime_for_web: Math.min(7200, Number(token_lifetime)),
    })
    await arrive(texts.apiCreated, { to: '/apis/$id', params: { id: made.id } })
  }
  return (
    <CreateButton title={texts.apiCreate} onCreate={create}>
      {(problemOf) => (
        <Stack>
          <NameField value={name} problem={problemOf('name')} onName={setName} />
          <TextInput
            required
            label={texts.apiIdentifier}
            description={texts.apiIdentifierHint}
            placeholder="https://orders.example.com/"
            value={identifier}
            error={problemOf('identifier')}
            onChange={(event) => setIdentifier(event.currentTarget.value)}
          />
          <SettingField
            field={{
              kind: 'seconds',
              name: 'token_lifetime',
              label: 'fieldTokenLifetime',
              hint: 'fieldTokenLifetimeHint',
            }}
            value={token_lifetime}
            problem={problemOf('token_lifetime')}
            onChange={setLifetime}
          />
        </Stack>
      )}
    </CreateButton>
  )
}
