// Named values that are written here and never read: set one, take one away.
import { Alert, Button, Card, Group, PasswordInput, Stack, Table, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { fill, useTexts } from '../texts/index.ts'
import { ConfirmButton } from './confirm-button.tsx'
import { useSending } from './sending.ts'
import { useToast } from './toast.tsx'

export type SecretWords = {
  readonly title: string
  readonly lead: string
  readonly empty: string
  readonly name: string
  readonly value: string
  readonly add: string
  readonly addHint: string
  readonly remove: string
  /** With `{name}` in it. */
  readonly removeAbout: string
  readonly removeHint: string
}

type Props = {
  readonly words: SecretWords
  readonly names: readonly string[]
  readonly onSet: (name: string, value: string) => Promise<void>
  readonly onRemove: (name: string) => Promise<void>
}

export function SecretValues({ words, names, onSet, onRemove }: Props) {
  const texts = useTexts()
  const { say } = useToast()
  const remove = async (name: string): Promise<void> => {
    await onRemove(name)
    say(texts.deleted)
  }
  return (
    <Stack>
      <Text c="dimmed" maw={640}>
        {words.lead}
      </Text>
      <SecretForm words={words} onSet={onSet} />
      {names.length === 0 ? (
        <Alert variant="outline">{words.empty}</Alert>
      ) : (
        <Card withBorder padding="md">
          <Table verticalSpacing="xs" aria-label={words.title}>
            <Table.Tbody>
              {names.map((name) => (
                <Table.Tr key={name}>
                  <Table.Th scope="row" className="mono" fw={500}>
                    {name}
                  </Table.Th>
                  <Table.Td ta="right">
                    <ConfirmButton
                      size="xs"
                      label={words.remove}
                      about={fill(words.removeAbout, { name })}
                      hint={words.removeHint}
                      name={name}
                      onConfirm={() => remove(name)}
                    />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Card>
      )}
    </Stack>
  )
}

function SecretForm({ words, onSet }: Pick<Props, 'words' | 'onSet'>) {
  const texts = useTexts()
  const { say } = useToast()
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const { send, refused } = useSending()
  const set = async (): Promise<void> => {
    if (!(await send(() => onSet(name, value)))) return
    setName('')
    setValue('')
    say(texts.changed)
  }
  const isAboutValue = refused?.field.endsWith('value') === true
  return (
    <Card withBorder padding="md">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void set()
        }}
      >
        <Group align="flex-start">
          <TextInput
            required
            label={words.name}
            description={words.addHint}
            classNames={{ input: 'mono' }}
            spellCheck={false}
            autoComplete="off"
            value={name}
            error={isAboutValue ? undefined : refused?.message}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <PasswordInput
            required
            flex={1}
            miw={220}
            label={words.value}
            description={texts.secretWriteOnly}
            autoComplete="new-password"
            value={value}
            error={isAboutValue ? refused?.message : undefined}
            visibilityToggleButtonProps={{ 'aria-label': texts.show }}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
          <Button type="submit" mt={45}>
            {words.add}
          </Button>
        </Group>
      </form>
    </Card>
  )
}
