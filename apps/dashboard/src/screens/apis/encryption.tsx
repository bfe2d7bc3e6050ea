// Tokens that only the API itself can read (RFC 7516): they are encrypted for its public key.
import { Button, Group, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useAttempt } from '../../parts/attempt.ts'
import { CopiedValue } from '../../parts/copied-value.tsx'
import type { Document } from '../../parts/document.ts'
import { Part } from '../../parts/part.tsx'
import { useSending } from '../../parts/sending.ts'
import type { Api } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'

type Props = { readonly api: Api; readonly onSave: (changes: Document) => Promise<void> }

export function Encryption({ api: { token_encryption }, onSave }: Props) {
  const texts = useTexts()
  const attempt = useAttempt()
  if (!token_encryption) {
    return (
      <Part title={texts.encryption}>
        <Text c="dimmed" mb="md" maw={640}>
          {texts.encryptionLead}
        </Text>
        <NewKey onSave={onSave} />
      </Part>
    )
  }
  const { name, alg, kid } = token_encryption.encryption_key
  return (
    <Part title={texts.encryption}>
      <Stack>
        <Text>{texts.encryptionOn}</Text>
        {name !== undefined && <CopiedValue label={texts.fieldName} value={name} />}
        <CopiedValue label="alg" value={alg} />
        <CopiedValue label="kid" value={kid} />
        <Group>
          <Button variant="default" onClick={() => void attempt(() => onSave({ token_encryption: null }))}>
            {texts.encryptionEnd}
          </Button>
        </Group>
      </Stack>
    </Part>
  )
}

function NewKey({ onSave }: Pick<Props, 'onSave'>) {
  const texts = useTexts()
  const { send, isBusy, problemOf } = useSending()
  const [name, setName] = useState('')
  const [alg, setAlg] = useState('RSA-OAEP-256')
  const [pem, setPem] = useState('')
  const encryption_key = { ...(name === '' ? {} : { name }), alg, pem }
  const save = (): Promise<void> => onSave({ token_encryption: { format: 'compact-nested-jwe', encryption_key } })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void send(save)
      }}
    >
      <Stack maw={640}>
        <TextInput label={texts.fieldName} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <NativeSelect
          label={texts.encryptionAlg}
          value={alg}
          onChange={(event) => setAlg(event.currentTarget.value)}
          data={['RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512', 'ECDH-ES']}
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
          error={problemOf('token_encryption')}
          onChange={(event) => setPem(event.currentTarget.value)}
        />
        <Group>
          <Button type="submit" loading={isBusy}>
            {texts.encryptionStart}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
