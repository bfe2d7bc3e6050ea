// Whether a mail arrives.
import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Part } from '../../parts/part.tsx'
import { whyOf } from '../../parts/toast.tsx'
import { CallRefused, call } from '../../session/call.ts'
import { userName } from '../../session/client.ts'
import { fill, useSaid } from '../../texts/index.ts'
import { MAIL } from './mail-texts.ts'

export function TestMail() {
  const said = useSaid(MAIL)
  const [to, setTo] = useState(userName)
  const [sent, setSent] = useState<string>()
  const [error, setError] = useState<unknown>()
  const [isBusy, setIsBusy] = useState(false)
  const send = async (): Promise<void> => {
    setIsBusy(true)
    setSent(undefined)
    setError(undefined)
    try {
      setSent((await call<{ to: string }>('POST', '/emails/provider/test', { to })).to)
    } catch (refused) {
      setError(refused)
    } finally {
      setIsBusy(false)
    }
  }
  const isAboutAddress = error instanceof CallRefused && error.field === 'to'
  return (
    <Part title={said.test}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <Stack maw={640}>
          <Text c="dimmed">{said.testHint}</Text>
          <TextInput
            type="email"
            label={said.testTo}
            value={to}
            error={isAboutAddress ? error.message : undefined}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
          {sent !== undefined && (
            <Alert color="teal" variant="outline" role="status">
              {fill(said.testSent, { to: sent })}
            </Alert>
          )}
          {error !== undefined && !isAboutAddress && (
            <Alert color="red" variant="outline" role="alert">
              {whyOf(error)}
            </Alert>
          )}
          <Group>
            <Button type="submit" variant="light" loading={isBusy}>
              {said.test}
            </Button>
          </Group>
        </Stack>
      </form>
    </Part>
  )
}
