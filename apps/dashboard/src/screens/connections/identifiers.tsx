// From an address and perhaps a user name to attributes, each of which may name a user; and back.
import { Button, Group, Text } from '@mantine/core'
import { valueAt, type Document } from '../../parts/document.ts'
import { Part } from '../../parts/part.tsx'
import { useAttempt } from '../../parts/attempt.ts'
import { useTexts } from '../../texts/index.ts'

type Props = { readonly connection: Document; readonly onSave: (changes: Document) => Promise<void> }

/** The options of the other kind, which names users in the same way. */
function turned(options: Document): Document {
  const { attributes, precedence, requires_username, validation, ...rest } = options
  if (attributes !== undefined) {
    const hasNames = valueAt(options, 'attributes.username.identifier.active') === true
    return { ...rest, requires_username: hasNames }
  }
  void [precedence, validation]
  const length = Object(valueAt(options, 'validation.username'))
  const username = {
    identifier: { active: true },
    signup: { status: 'required' },
    validation: {
      ...(length.min === undefined ? {} : { min_length: length.min }),
      ...(length.max === undefined ? {} : { max_length: length.max }),
    },
  }
  const email = { identifier: { active: true }, signup: { status: 'required' }, profile_required: true }
  return { ...rest, attributes: { email, ...(requires_username === true ? { username } : {}) } }
}

export function Identifiers({ connection, onSave }: Props) {
  const texts = useTexts()
  const attempt = useAttempt()
  const options = Object(connection['options'])
  const hasAttributes = options.attributes !== undefined
  return (
    <Part title={texts.connectionTurn}>
      <Text size="sm" c="dimmed" mb="md" maw={640}>
        {hasAttributes ? texts.connectionTurnBackHint : texts.connectionTurnHint}
      </Text>
      <Group>
        <Button variant="default" onClick={() => void attempt(() => onSave({ options: turned(options) }))}>
          {hasAttributes ? texts.connectionTurnBack : texts.connectionTurnTo}
        </Button>
      </Group>
    </Part>
  )
}
