// Permissions as they are held, by API.
import { Badge, CloseButton, Group, Stack, Text, Title } from '@mantine/core'
import type { Right } from '../session/nouns.ts'
import { fill, useTexts } from '../texts/index.ts'

type Props<T extends Right> = {
  readonly held: readonly T[]
  readonly empty: string
  /** What is said behind a permission. */
  readonly noteOf?: (right: T) => string
  /** How it is taken away; undefined where it cannot be taken here. */
  readonly removerOf?: (right: T) => (() => void) | undefined
}

export function PermissionList<T extends Right>({ held, empty, noteOf, removerOf }: Props<T>) {
  if (held.length === 0) return <Text c="dimmed">{empty}</Text>
  const apis = [...new Set(held.map((right) => right.resource_server_identifier))]
  return (
    <Stack gap="lg">
      {apis.map((api) => (
        <div key={api}>
          <Title order={3} size="sm" mb="xs" className="wrap">
            {api}
          </Title>
          <Group component="ul" className="story" gap={6} aria-label={api}>
            {held
              .filter((right) => right.resource_server_identifier === api)
              .map((right) => (
                <Permission
                  key={right.permission_name}
                  name={right.permission_name}
                  note={noteOf?.(right) ?? ''}
                  onRemove={removerOf?.(right)}
                />
              ))}
          </Group>
        </div>
      ))}
    </Stack>
  )
}

type PermissionProps = { name: string; note: string; onRemove: (() => void) | undefined }

function Permission({ name, note, onRemove }: PermissionProps) {
  const texts = useTexts()
  return (
    <Badge
      component="li"
      variant="default"
      size="lg"
      tt="none"
      fw={400}
      className="mono"
      rightSection={onRemove && <CloseButton size="xs" aria-label={fill(texts.remove, { name })} onClick={onRemove} />}
    >
      {name}
      {note}
    </Badge>
  )
}
