// What is shown when nobody could be logged in.
import { Alert, Button, Container } from '@mantine/core'
import { logIn } from '../session/client.ts'
import { fill, useTexts } from '../texts/index.ts'

export function NotStarted({ error }: { error: unknown }) {
  const texts = useTexts()
  return (
    <Container component="main" size="xs" py="xl">
      <h1>Symbolon</h1>
      <Alert color="red" role="alert" mb="md">
        {fill(texts.failed, { why: error instanceof Error ? error.message : String(error) })}
      </Alert>
      <Button onClick={() => void logIn()}>{texts.signIn}</Button>
    </Container>
  )
}
