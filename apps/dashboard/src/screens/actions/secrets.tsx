// What an action reads that nobody should read in its code, and the packages that it requires.
import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { Part } from '../../parts/part.tsx'
import { SecretValues } from '../../parts/secret-values.tsx'
import { useToast } from '../../parts/toast.tsx'
import { CallRefused } from '../../session/call.ts'
import { useSave } from '../../session/changes.ts'
import { fill, useTexts } from '../../texts/index.ts'
import { ACTIONS, pathOf, type Action } from './action.ts'
import { useActionTexts } from './texts.ts'

export function Secrets({ action }: { action: Action }) {
  const words = useActionTexts()
  const save = useSave(pathOf(action.id), ACTIONS)
  const names = action.secrets.map(({ name }) => name)
  /** Those that are named without a value keep the one they have. */
  const others = (name: string) => names.filter((one) => one !== name).map((one) => ({ name: one }))
  return (
    <Stack>
      <Part title={words.secrets}>
        <SecretValues
          words={{
            title: words.secrets,
            lead: words.secretsLead,
            empty: words.secretsEmpty,
            name: words.secretName,
            value: words.secretValue,
            add: words.secretAdd,
            addHint: words.secretAddHint,
            remove: words.secretRemove,
            removeAbout: words.secretRemoveAbout,
            removeHint: words.secretRemoveHint,
          }}
          names={names}
          onSet={(name, value) => save({ secrets: [...others(name), { name, value }] })}
          onRemove={(name) => save({ secrets: others(name) })}
        />
      </Part>
      <Part title={words.dependencies}>
        <Dependencies key={JSON.stringify(action.dependencies)} action={action} />
      </Part>
    </Stack>
  )
}

const LINE = /^((?:@[^@/\s]+\/)?[^@\s]+)@(\S+)$/

function Dependencies({ action }: { action: Action }) {
  const texts = useTexts()
  const words = useActionTexts()
  const { say, fail } = useToast()
  const save = useSave(pathOf(action.id), ACTIONS)
  const [text, setText] = useState(() =>
    action.dependencies.map(({ name, version }) => `${name}@${version}`).join('\n'),
  )
  const [problem, setProblem] = useState<string>()
  const send = async (): Promise<void> => {
    setProblem(undefined)
    const lines = text.split('\n').map((line) => line.trim())
    const dependencies = []
    for (const line of lines.filter(Boolean)) {
      const [, name, version] = LINE.exec(line) ?? []
      if (name === undefined || version === undefined) return setProblem(fill(words.dependenciesProblem, { line }))
      dependencies.push({ name, version })
    }
    try {
      await save({ dependencies })
      say(texts.changed)
    } catch (error) {
      if (error instanceof CallRefused && error.field !== undefined) setProblem(error.message)
      else fail(error)
    }
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Stack gap="sm" maw={640}>
        <Text c="dimmed">{words.dependenciesLead}</Text>
        <Textarea
          aria-label={words.dependencies}
          autosize
          minRows={2}
          maxRows={8}
          spellCheck={false}
          classNames={{ input: 'mono' }}
          placeholder="lodash@4.17.21"
          value={text}
          error={problem}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group>
          <Button type="submit" variant="default">
            {texts.save}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
