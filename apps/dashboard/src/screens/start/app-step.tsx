// Step 2: a machine that may ask the API for everything. Its secret stays in the memory of this page.
import { TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../session/call.ts'
import { APPLICATIONS, type Api } from '../../session/nouns.ts'
import { useSaid, useTexts } from '../../texts/index.ts'
import { keepSecret } from './secret.ts'
import { StepForm } from './step-form.tsx'
import { START } from './texts.ts'

export function AppStep({ api, onDone }: { api: Api; onDone: (client_id: string) => void }) {
  const texts = useTexts()
  const said = useSaid(START)
  const queries = useQueryClient()
  const [name, setName] = useState(said.appName)
  const make = async (): Promise<void> => {
    const { client_id, client_secret } = await call<{ client_id: string; client_secret: string }>('POST', '/clients', {
      name,
      app_type: 'non_interactive',
      grant_types: ['client_credentials'],
      token_endpoint_auth_method: 'client_secret_post',
    })
    const scope = (api.scopes ?? []).map(({ value }) => value)
    await call('POST', '/client-grants', { client_id, audience: api.identifier, scope })
    keepSecret(queries, client_id, client_secret)
    await queries.invalidateQueries({ queryKey: [APPLICATIONS] })
    onDone(client_id)
  }
  return (
    <StepForm hint={said.appHint} button={said.appMake} onSend={make}>
      {(problemOf) => (
        <TextInput
          required
          label={texts.fieldName}
          value={name}
          error={problemOf('name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
    </StepForm>
  )
}
