// What can be allowed at an API.
import { ActionIcon, Button, Card, Group, Stack, Table, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Document } from '../../parts/document.ts'
import { useSending } from '../../parts/sending.ts'
import { useToast } from '../../parts/toast.tsx'
import type { Api, Permission } from '../../session/nouns.ts'
import { Icon } from '../../shell/icons.tsx'
import { fill, useTexts } from '../../texts/index.ts'

type Props = { readonly api: Api; readonly onSave: (changes: Document) => Promise<void> }

export function Permissions({ api, onSave }: Props) {
  const texts = useTexts()
  const { say, fail } = useToast()
  const scopes = api.scopes ?? []
  const remove = async (value: string): Promise<void> => {
    try {
      await onSave({ scopes: scopes.filter((scope) => scope.value !== value) })
      say(texts.changed)
    } catch (error) {
      fail(error)
    }
  }
  return (
    <Stack>
      {!api.is_system && <NewPermission scopes={scopes} onSave={onSave} />}
      <Card withBorder padding="md">
        {scopes.length === 0 ? (
          <Text c="dimmed" ta="center" py="lg">
            {texts.apiPermissionsEmpty}
          </Text>
        ) : (
          <Table verticalSpacing="xs" aria-label={texts.apiPermissions}>
            <Table.Tbody>
              {scopes.map(({ value, description }) => (
                <Table.Tr key={value}>
                  <Table.Th scope="row" fw={500}>
                    <span className="mono">{value}</span>
                  </Table.Th>
                  <Table.Td>{description}</Table.Td>
                  <Table.Td w={50}>
                    {!api.is_system && (
                      <ActionIcon
                        variant="default"
                        aria-label={fill(texts.remove, { name: value })}
                        onClick={() => void remove(value)}
                      >
                        <Icon sign="bin" size={16} />
                      </ActionIcon>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Card>
    </Stack>
  )
}

function NewPermission({ scopes, onSave }: { scopes: readonly Permission[]; onSave: Props['onSave'] }) {
  const texts = useTexts()
  const { say } = useToast()
  const { send, problemOf } = useSending()
  const [value, setValue] = useState('')
  const [description, setDescription] = useState('')
  const add = async (): Promise<void> => {
    const added = { value, ...(description === '' ? {} : { description }) }
    if (!(await send(() => onSave({ scopes: [...scopes, added] })))) return
    setValue('')
    setDescription('')
    say(texts.changed)
  }
  return (
    <Card withBorder padding="md">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void add()
        }}
      >
        <Group align="flex-start">
          <TextInput
            required
            label={texts.scopes}
            placeholder="read:orders"
            value={value}
            error={problemOf('scopes')}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
          <TextInput
            flex={1}
            miw={200}
            label={texts.description}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <Button type="submit" mt={25}>
            {texts.add}
          </Button>
        </Group>
      </form>
    </Card>
  )
}
