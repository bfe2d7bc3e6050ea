// The packages that code requires.
import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { Part } from '../../parts/part.tsx'
import { FieldRefused, useSending } from '../../parts/sending.ts'
import { useToast } from '../../parts/toast.tsx'
import { fill, useTexts } from '../../texts/index.ts'
import { useCodeTexts } from './texts.ts'

export type Dependency = { readonly name: string; readonly version: string }

type Props = {
  readonly dependencies: readonly Dependency[]
  readonly onSave: (dependencies: readonly Dependency[]) => Promise<void>
}

const LINE = /^((?:@[^@/\s]+\/)?[^@\s]+)@(\S+)$/

export function Dependencies(props: Props) {
  const words = useCodeTexts()
  return (
    <Part title={words.dependencies}>
      <DependenciesForm key={JSON.stringify(props.dependencies)} {...props} />
    </Part>
  )
}

function DependenciesForm({ dependencies, onSave }: Props) {
  const texts = useTexts()
  const words = useCodeTexts()
  const { say } = useToast()
  const { send, isBusy, problemOf } = useSending()
  const [text, setText] = useState(() => dependencies.map(({ name, version }) => `${name}@${version}`).join('\n'))
  /** @throws FieldRefused */
  const read = (line: string): Dependency => {
    const [, name, version] = LINE.exec(line) ?? []
    if (name !== undefined && version !== undefined) return { name, version }
    throw new FieldRefused('dependencies', fill(words.dependenciesProblem, { line }))
  }
  const save = async (): Promise<void> => {
    const lines = text.split('\n').map((line) => line.trim())
    await onSave(lines.filter(Boolean).map(read))
    say(texts.changed)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void send(save)
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
          error={problemOf('dependencies')}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group>
          <Button type="submit" variant="default" loading={isBusy}>
            {texts.save}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
