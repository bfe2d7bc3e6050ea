// One program in several languages.
import { Stack, Tabs, Text } from '@mantine/core'
import { CopiedCode } from '../../parts/copied-code.tsx'
import { fill, useSaid } from '../../texts/index.ts'
import type { Snippet, Values } from './snippets.ts'
import { START } from './texts.ts'

type Props = {
  readonly snippets: readonly Snippet[]
  readonly values: Values
  readonly language: string
  readonly onLanguage: (name: string) => void
}

export function SnippetTabs({ snippets, values, language, onLanguage }: Props) {
  const said = useSaid(START)
  const shown = snippets.find(({ name }) => name === language) ?? snippets[0]
  return (
    <Tabs value={shown?.name ?? null} onChange={(name) => name !== null && onLanguage(name)} keepMounted={false}>
      <Tabs.List aria-label={said.language} mb="sm">
        {snippets.map(({ name }) => (
          <Tabs.Tab key={name} value={name}>
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {snippets.map(({ name, needs, file, run, write }) => (
        <Tabs.Panel key={name} value={name}>
          <Stack gap="xs">
            {needs !== undefined && <CopiedCode label={said.needs} code={needs} />}
            <CopiedCode label={name} code={write(values)} />
            {file !== undefined && run !== undefined && (
              <Text size="sm" c="dimmed">
                {fill(said.file, { file })} <code className="mono">{run}</code>
              </Text>
            )}
          </Stack>
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
