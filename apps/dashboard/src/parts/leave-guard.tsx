// What was changed and not saved is not left behind unasked.
import { Button, Group, Modal, Text } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { useTexts } from '../texts/index.ts'

export function LeaveGuard({ isDirty }: { isDirty: boolean }) {
  const texts = useTexts()
  const blocker = useBlocker({
    // Another part of the same screen leaves nothing behind.
    shouldBlockFn: ({ current, next }) => isDirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => isDirty,
    withResolver: true,
  })
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
