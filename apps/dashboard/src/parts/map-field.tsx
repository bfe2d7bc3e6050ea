// Names and their values, both texts, as rows that are added and taken away.
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../texts/index.ts'
import { RemoveButton } from './remove-button.tsx'

type Props = {
  readonly label: string
  readonly description: string | undefined
  readonly error: string | undefined
  readonly value: unknown
  readonly onChange: (value: Readonly<Record<string, string>>) => void
}

type Row = readonly [name: string, value: string]

const rowsOf = (value: unknown): readonly Row[] =>
  Object.entries(Object(value)).map(([name, one]) => [name, String(one)] as const)

export function MapField({ label, description, error, value, onChange }: Props) {
  const texts = useTexts()
  // Kept here, too: while it is typed a name may be empty, or that of another row.
  const [rows, setRows] = useState(() => rowsOf(value))
  const change = (next: readonly Row[]): void => {
    setRows(next)
    onChange(Object.fromEntries(next.filter(([name]) => name !== '')))
  }
  const replace = (at: number, row: Row): void => change(rows.map((one, place) => (place === at ? row : one)))
  return (
    <fieldset className="plain">
      <Text component="legend" size="sm" fw={600}>
        {label}
      </Text>
      {description !== undefined && (
        <Text size="xs" c="dimmed">
          {description}
        </Text>
      )}
      <Stack gap="xs" mt={6}>
        {rows.map(([name, one], at) => (
          // Rows have nothing but their place to be known by.
          // oxlint-disable-next-line react/no-array-index-key
          <Group key={at} gap="xs" wrap="nowrap">
            <TextInput
              flex={1}
              aria-label={texts.mapName}
              placeholder={texts.mapName}
              value={name}
              onChange={(event) => replace(at, [event.currentTarget.value, one])}
            />
            <TextInput
              flex={2}
              aria-label={texts.mapValue}
              placeholder={texts.mapValue}
              value={one}
              onChange={(event) => replace(at, [name, event.currentTarget.value])}
            />
            <RemoveButton name={name} onRemove={() => change(rows.filter((_, place) => place !== at))} />
          </Group>
        ))}
        {error !== undefined && (
          <Text size="xs" c="var(--mantine-color-error)" role="alert">
            {error}
          </Text>
        )}
        <Group>
          <Button variant="default" size="xs" onClick={() => setRows([...rows, ['', '']])}>
            {texts.mapAdd}
          </Button>
        </Group>
      </Stack>
    </fieldset>
  )
}
