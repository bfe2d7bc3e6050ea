// Step 1: an API, new or one that is there.
import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../session/call.ts'
import { APIS, useApis, type Api } from '../../session/nouns.ts'
import { useSaid, useTexts } from '../../texts/index.ts'
import { StepForm } from './step-form.tsx'
import { START } from './texts.ts'

export function ApiStep({ onDone }: { onDone: (id: string) => void }) {
  const texts = useTexts()
  const said = useSaid(START)
  const queries = useQueryClient()
  const [name, setName] = useState(said.apiName)
  const [identifier, setIdentifier] = useState('https://orders.example.com/')
  const [scope, setScope] = useState('read:orders')
  const make = async (): Promise<void> => {
    const scopes = scope.trim() === '' ? [] : [{ value: scope.trim() }]
    const { id } = await call<Api>('POST', '/resource-servers', { name, identifier, scopes })
    await queries.invalidateQueries({ queryKey: [APIS] })
    onDone(id)
  }
  return (
    <Stack gap="xl">
      <StepForm hint={said.apiHint} button={said.apiMake} onSend={make}>
        {(problemOf) => (
          <>
            <TextInput
              required
              label={texts.fieldName}
              value={name}
              error={problemOf('name')}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <TextInput
              required
              label={texts.apiIdentifier}
              value={identifier}
              error={problemOf('identifier')}
              onChange={(event) => setIdentifier(event.currentTarget.value)}
            />
            <TextInput
              label={said.permission}
              value={scope}
              error={problemOf('scopes')}
              onChange={(event) => setScope(event.currentTarget.value)}
            />
          </>
        )}
      </StepForm>
      <ThereAlready onDone={onDone} />
    </Stack>
  )
}

/** Whose tokens anybody can check who has the public keys. */
function ThereAlready({ onDone }: { onDone: (id: string) => void }) {
  const said = useSaid(START)
  const apis = (useApis().data?.items ?? []).filter(
    ({ is_system, signing_alg }) => !is_system && signing_alg !== 'HS256',
  )
  const [chosen, setChosen] = useState<string>()
  const id = chosen ?? apis[0]?.id
  if (id === undefined) return null
  return (
    <Group align="flex-end">
      <NativeSelect
        label={said.apiOr}
        value={id}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={apis.map((api) => ({ value: api.id, label: api.name || api.identifier }))}
      />
      <Button variant="default" onClick={() => onDone(id)}>
        {said.apiTake}
      </Button>
    </Group>
  )
}
