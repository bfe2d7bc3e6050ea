// The settings of one thing as a form. What was not changed is not sent; what was changed and not saved is not lost unasked.
import { Button, Card, Group, Modal, Stack, Text } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useBlocker } from '@tanstack/react-router'
import { useState } from 'react'
import { CallRefused } from '../session/call.ts'
import { useTexts, type TextKey } from '../texts/index.ts'
import { valueAt, withValue, type Document } from './document.ts'
import { Part } from './part.tsx'
import { SettingField, type Field } from './setting-field.tsx'
import { useToast } from './toast.tsx'

export type Section = { readonly title: TextKey; readonly fields: readonly Field[] }

type Props = {
  readonly document: Document
  readonly sections: readonly Section[]
  /** Gets the fields that were changed, each whole. */
  readonly onSave: (changes: Document) => Promise<void>
}

const changesBetween = (before: Document, after: Document): Document =>
  Object.fromEntries(
    Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
  )

export function SettingsForm({ document, sections, onSave }: Props) {
  const texts = useTexts()
  const { say, fail } = useToast()
  const [draft, setDraft] = useState(document)
  const [refused, setRefused] = useState<CallRefused>()
  const [isBusy, setIsBusy] = useState(false)
  const changes = changesBetween(document, draft)
  const isDirty = Object.keys(changes).length > 0
  const save = async (): Promise<void> => {
    setIsBusy(true)
    setRefused(undefined)
    try {
      await onSave(changes)
      say(texts.changed)
    } catch (error) {
      if (error instanceof CallRefused && error.field !== undefined) setRefused(error)
      else fail(error)
    } finally {
      setIsBusy(false)
    }
  }
  useHotkeys([['mod+S', () => void (isDirty && save())]], [])
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Stack gap="lg">
        {sections.map(({ title, fields }) => (
          <Part key={title} title={texts[title]}>
            <Stack gap="md" maw={640}>
              {fields.map((field) => (
                <SettingField
                  key={field.name}
                  field={field}
                  value={valueAt(draft, field.name)}
                  problem={refused?.field && refused.field.startsWith(field.name) ? refused.message : undefined}
                  onChange={(value) => setDraft((before) => withValue(before, field.name, value))}
                />
              ))}
            </Stack>
          </Part>
        ))}
        {isDirty && <SaveBar isBusy={isBusy} refused={refused} onDiscard={() => setDraft(document)} />}
      </Stack>
      <LeaveGuard isDirty={isDirty} />
    </form>
  )
}

type BarProps = { isBusy: boolean; refused: CallRefused | undefined; onDiscard: () => void }

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

function LeaveGuard({ isDirty }: { isDirty: boolean }) {
  const texts = useTexts()
  const blocker = useBlocker({ shouldBlockFn: () => isDirty, enableBeforeUnload: () => isDirty, withResolver: true })
  const stay = (): void => blocker.reset?.()
  return (
    <Modal
      opened={blocker.status === 'blocked'}
      onClose={stay}
      title={texts.unsavedTitle}
      closeButtonProps={{ 'aria-label': texts.close }}
    >
      <Text size="sm" mb="md">
        {texts.unsaved}
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={() => blocker.proceed?.()}>
          {texts.unsavedLeave}
        </Button>
        <Button data-autofocus onClick={stay}>
          {texts.unsavedStay}
        </Button>
      </Group>
    </Modal>
  )
}
