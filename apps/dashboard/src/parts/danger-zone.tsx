// What cannot be undone is done only after its name has been typed.
import { Button, Card, Group, Modal, Stack, Text, TextInput, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { fill, useTexts } from '../texts/index.ts'
import { useToast } from './toast.tsx'

type Props = {
  readonly title: string
  readonly hint: string
  readonly name: string
  readonly onDelete: () => Promise<void>
}

export function DangerZone({ title, hint, name, onDelete }: Props) {
  const texts = useTexts()
  const [isOpen, { open, close }] = useDisclosure()
  return (
    <Card withBorder padding="lg" component="section" aria-label={texts.danger} mt="xl">
      <Group justify="space-between">
        <div>
          <Title order={2} size="h4">
            {title}
          </Title>
          <Text size="sm" c="dimmed" maw={560}>
            {hint}
          </Text>
        </div>
        <Button color="red.9" onClick={open}>
          {title}
        </Button>
      </Group>
      <Modal opened={isOpen} onClose={close} title={title} closeButtonProps={{ 'aria-label': texts.close }}>
        <Confirmation {...{ title, hint, name, onDelete }} onCancel={close} />
      </Modal>
    </Card>
  )
}

/** The name has to be typed before anything happens. */
export function Confirmation({ title, hint, name, onDelete, onCancel }: Props & { onCancel: () => void }) {
  const texts = useTexts()
  const { fail } = useToast()
  const [typed, setTyped] = useState('')
  const [isBusy, setIsBusy] = useState(false)
  const confirm = async (): Promise<void> => {
    setIsBusy(true)
    try {
      await onDelete()
    } catch (error) {
      setIsBusy(false)
      fail(error)
    }
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (typed === name) void confirm()
      }}
    >
      <Stack>
        <Text size="sm">{hint}</Text>
        <TextInput
          data-autofocus
          label={fill(texts.deleteConfirm, { name })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {texts.cancel}
          </Button>
          <Button type="submit" color="red.9" disabled={typed !== name} loading={isBusy}>
            {title}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
