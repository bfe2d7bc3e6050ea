// Public keys of an application: with the private one it signs what proves it (RFC 7523), and needs no secret.
import { NativeSelect, Stack, Switch, Table, Text, Textarea, TextInput } from '@mantine/core'
import { use, useState } from 'react'
import { useAttempt } from '../../parts/attempt.ts'
import { CreateButton } from '../../parts/create-form.tsx'
import { Waiting } from '../../parts/page.tsx'
import { Part } from '../../parts/part.tsx'
import { RemoveButton } from '../../parts/remove-button.tsx'
import { TableFrame } from '../../parts/table-frame.tsx'
import { call } from '../../session/call.ts'
import { useOne } from '../../session/lists.ts'
import type { Application } from '../../session/nouns.ts'
import { LanguageContext, useTexts } from '../../texts/index.ts'

type Credential = {
  readonly id: string
  readonly name?: string
  readonly kid: string
  readonly alg: string
  readonly expires_at?: string | null
}

/** With keys of which it proves itself now. */
const namedBy = ({ client_authentication_methods }: Application): readonly string[] =>
  client_authentication_methods?.private_key_jwt?.credentials.map(({ id }) => id) ?? []

export function PublicKeys({ path, client }: { path: string; client: Application }) {
  const texts = useTexts()
  const { language } = use(LanguageContext)
  const at = `${path}/credentials`
  const attempt = useAttempt(path)
  const { data, error } = useOne<readonly Credential[]>(at)
  if (!data) return <Waiting error={error} />
  const named = namedBy(client)
  const prove = (id: string, isOn: boolean): Promise<boolean> => {
    const credentials = [...named.filter((one) => one !== id), ...(isOn ? [id] : [])].map((one) => ({ id: one }))
    const methods =
      credentials.length === 0
        ? { client_authentication_methods: null, token_endpoint_auth_method: 'client_secret_post' }
        : { token_endpoint_auth_method: null, client_authentication_methods: { private_key_jwt: { credentials } } }
    return attempt(() => call('PATCH', path, methods))
  }
  return (
    <Part title={texts.keysOfApp}>
      <Stack>
        <Text size="sm" c="dimmed" maw={640}>
          {data.length === 0 ? texts.keysOfAppNone : texts.keysOfAppLead}
        </Text>
        {data.length > 0 && (
          <TableFrame
            label={texts.keysOfApp}
            columns={[texts.fieldName, 'kid', texts.keyUntilLabel, texts.keyProves, texts.actions]}
            minWidth={560}
          >
            {data.map(({ id, name, kid, alg, expires_at }) => (
              <Table.Tr key={id}>
                <Table.Td>{name ?? alg}</Table.Td>
                <Table.Td className="mono">{kid}</Table.Td>
                <Table.Td>{expires_at ? new Date(expires_at).toLocaleString(language) : '—'}</Table.Td>
                <Table.Td>
                  <Switch
                    aria-label={`${texts.keyProves}: ${name ?? kid}`}
                    checked={named.includes(id)}
                    onChange={(event) => void prove(id, event.currentTarget.checked)}
                  />
                </Table.Td>
                <Table.Td>
                  <RemoveButton
                    name={name ?? kid}
                    onRemove={() => void attempt(() => call('DELETE', `${at}/${encodeURIComponent(id)}`))}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </TableFrame>
        )}
        <NewKey at={at} onMade={() => attempt(async () => undefined)} />
      </Stack>
    </Part>
  )
}

function NewKey({ at, onMade }: { at: string; onMade: () => Promise<boolean> }) {
  const texts = useTexts()
  const [name, setName] = useState('')
  const [alg, setAlg] = useState('RS256')
  const [pem, setPem] = useState('')
  const create = async (): Promise<void> => {
    await call('POST', at, { credential_type: 'public_key', ...(name === '' ? {} : { name }), alg, pem })
    setPem('')
    await onMade()
  }
  return (
    <div>
      <CreateButton title={texts.keyAdd} onCreate={create}>
        {(problemOf) => (
          <Stack>
            <TextInput
              data-autofocus
              label={texts.fieldName}
              value={name}
              error={problemOf('name')}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <NativeSelect
              label={texts.fieldAlg}
              value={alg}
              onChange={(event) => setAlg(event.currentTarget.value)}
              data={['RS256', 'RS384', 'PS256', 'ES256']}
            />
            <Textarea
              required
              autosize
              minRows={4}
              maxRows={12}
              spellCheck={false}
              classNames={{ input: 'mono' }}
              label={texts.keyPem}
              placeholder="-----BEGIN PUBLIC KEY-----"
              value={pem}
              error={problemOf('pem')}
              onChange={(event) => setPem(event.currentTarget.value)}
            />
          </Stack>
        )}
      </CreateButton>
    </div>
  )
}
