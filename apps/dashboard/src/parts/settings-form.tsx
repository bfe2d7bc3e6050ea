// The settings of one thing as a form. What was not changed is not sent; what was changed and not saved is not lost unasked.
import { Button, Card, Group, Stack, Text } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useEffect, type ReactNode } from 'react'
import { useSay, useTexts } from '../texts/index.ts'
import { valueAt, type Document } from './document.ts'
import { useEdits } from './edits.ts'
import { LeaveGuard } from './leave-guard.tsx'
import { Part } from './part.tsx'
import type { Section } from './section.ts'
import { useSending } from './sending.ts'
import { SettingField } from './setting-field.tsx'
import { useToast } from './toast.tsx'
import { useWantedField } from './wanted-field.ts'

type Props = {
  readonly document: Document
  readonly sections: readonly Section[]
  /** Gets the fields that were changed, each whole. */
  readonly onSave: (changes: Document) => Promise<void>
  /** Hears of every draft. */
  readonly onDraft?: (draft: Document) => void
  /** What stands below the fields and is about what they say now, saved or not. */
  readonly below?: (draft: Document, isDirty: boolean) => ReactNode
}

export function SettingsForm({ document, sections, onSave, onDraft, below }: Props) {
  const texts = useTexts()
  const words = useSay()
  const { say } = useToast()
  const { draft, changes, round, edit, discard, settle } = useEdits(document)
  const { send, isBusy, refused, problemOf } = useSending()
  useEffect(() => onDraft?.(draft), [draft, onDraft])
  const isDirty = Object.keys(changes).length > 0
  const save = async (): Promise<void> => {
    if (!(await send(() => onSave(changes)))) return
    settle(changes)
    say(texts.changed)
  }
  useHotkeys([['mod+S', () => void (isDirty && save())]], [], true)
  return (
    <form
      ref={useWantedField()}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Stack gap="lg">
        {sections.map(({ title, fields, isWide = false }) => (
          <Part key={words(title)} title={words(title)}>
            <Stack gap="md" {...(!isWide && { maw: 640 })}>
              {fields.map((field) => (
                <SettingField
                  key={`${field.name} ${round}`}
                  field={field}
                  value={valueAt(draft, field.name)}
                  problem={problemOf(field.name)}
                  onChange={(value) => edit(field.name, value)}
                />
              ))}
            </Stack>
          </Part>
        ))}
        {below?.(draft, isDirty)}
        {isDirty && <SaveBar isBusy={isBusy} refused={refused} onDiscard={discard} />}
      </Stack>
      <LeaveGuard isDirty={isDirty} />
    </form>
  )
}

type BarProps = { isBusy: boolean; refused: ReturnType<typeof useSending>['refused']; onDiscard: () => void }

function SaveBar({ isBusy, refused, onDiscard }: BarProps) {
  const texts = useTexts()
  return (
    <Card withBorder shadow="md" padding="sm" className="save-bar">
      <Group justify="space-between">
        <Text size="sm" role={refused ? 'alert' : 'status'} {...(refused && { c: 'var(--mantine-color-error)' })}>
          {refused ? `${refused.field}: ${refused.message}` : texts.unsaved}
        </Text>
        <Group gap="xs">
          <Button variant="default" onClick={onDiscard}>
            {texts.discard}
          </Button>
          <Button type="submit" loading={isBusy}>
            {texts.save}
          </Button>
        </Group>
      </Group>
    </Card>
  )
}
