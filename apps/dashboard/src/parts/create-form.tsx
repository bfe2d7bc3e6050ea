// The dialog in which something new gets what it cannot be without.
import { Button, Group, Modal, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { Icon } from '../shell/icons.tsx'
import { useTexts } from '../texts/index.ts'
import { useSending } from './sending.ts'

type Props = {
  readonly title: string
  readonly onCreate: () => Promise<void>
  /** The fields, with what is wrong with each. */
  readonly children: (problemOf: (field: string) => string | undefined) => ReactNode
}

export function CreateButton({ title, onCreate, children }: Props) {
  const texts = useTexts()
  const [isOpen, { open, close }] = useDisclosure()
  return (
    <>
      <Button leftSection={<Icon sign="plus" />} onClick={open}>
        {title}
      </Button>
      <Modal opened={isOpen} onClose={close} title={title} closeButtonProps={{ 'aria-label': texts.close }}>
        <CreateForm onCreate={onCreate} onClose={close}>
          {children}
        </CreateForm>
      </Modal>
    </>
  )
}

function CreateForm({ onCreate, onClose, children }: Omit<Props, 'title'> & { onClose: () => void }) {
  const texts = useTexts()
  const { send, isBusy, problemOf } = useSending()
  const create = async (): Promise<void> => {
    if (await send(onCreate)) onClose()
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void create()
      }}
    >
      <Stack>
        {children(problemOf)}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {texts.cancel}
          </Button>
          <Button type="submit" loading={isBusy}>
            {texts.create}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
