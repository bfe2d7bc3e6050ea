// A button behind which something cannot be undone: the dialog asks for the name.
import { Button, Modal, type ButtonProps } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useTexts } from '../texts/index.ts'
import { Confirmation } from './danger-zone.tsx'

type Props = Pick<ButtonProps, 'size' | 'variant' | 'disabled'> & {
  readonly label: string
  /** Of the button, for those who do not see what it stands beside. */
  readonly about?: string
  readonly hint: string
  /** What has to be typed. */
  readonly name: string
  readonly onConfirm: () => Promise<void>
}

export function ConfirmButton({ label, about, hint, name, onConfirm, ...looks }: Props) {
  const texts = useTexts()
  const [isOpen, { open, close }] = useDisclosure()
  const confirm = async (): Promise<void> => {
    await onConfirm()
    close()
  }
  return (
    <>
      <Button {...looks} {...(about !== undefined && { 'aria-label': about })} color="red.9" onClick={open}>
        {label}
      </Button>
      <Modal opened={isOpen} onClose={close} title={label} closeButtonProps={{ 'aria-label': texts.close }}>
        <Confirmation title={label} hint={hint} name={name} onDelete={confirm} onCancel={close} />
      </Modal>
    </>
  )
}
