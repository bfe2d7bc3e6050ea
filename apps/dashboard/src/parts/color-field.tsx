// A colour: chosen by eye or by its number.
import { TextInput } from '@mantine/core'

type Props = {
  readonly label: string
  readonly description: string | undefined
  readonly error: string | undefined
  readonly name: string
  readonly value: unknown
  /** What the server takes where nothing is chosen. */
  readonly otherwise: string
  readonly onChange: (value: unknown) => void
}

/** Empty: as if nobody had chosen. */
export function ColorField({ value, otherwise, onChange, ...shared }: Props) {
  const color = typeof value === 'string' ? value : ''
  return (
    <TextInput
      {...shared}
      maw={360}
      spellCheck={false}
      placeholder={otherwise}
      classNames={{ input: 'mono' }}
      value={color}
      onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
      leftSection={
        <input
          type="color"
          className="swatch"
          tabIndex={-1}
          aria-hidden="true"
          value={/^#[0-9a-f]{6}$/i.test(color) ? color : otherwise}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      }
    />
  )
}
