// A new user of a database.
import { NativeSelect, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useAttempt } from '../../parts/attempt.ts'
import { CreateButton } from '../../parts/create-form.tsx'
import { call } from '../../session/call.ts'
import { useConnections, type User } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'

export function NewUser() {
  const texts = useTexts()
  const go = useNavigate()
  const attempt = useAttempt('/users?')
  const connections = useConnections()
  const databases = (connections.data?.items ?? []).filter(({ strategy }) => strategy === 'auth0')
  const [chosen, setChosen] = useState<string>()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const connection = chosen ?? databases[0]?.name ?? ''
  const create = async (): Promise<void> => {
    const { user_id } = await call<User>('POST', '/users', { connection, email, password })
    await attempt(() => go({ to: '/users/$id', params: { id: user_id } }))
  }
  return (
    <CreateButton title={texts.userCreate} onCreate={create}>
      {(problemOf) => (
        <Stack>
          <NativeSelect
            label={texts.connection}
            value={connection}
            error={problemOf('connection')}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={databases.map(({ name }) => name)}
          />
          <TextInput
            data-autofocus
            required
            type="email"
            label={texts.email}
            value={email}
            error={problemOf('email')}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            required
            label={texts.password}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': texts.passwordShow }}
            value={password}
            error={problemOf('password')}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        </Stack>
      )}
    </CreateButton>
  )
}
