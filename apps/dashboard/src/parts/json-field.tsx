// A value that is edited as JSON. What is none yet is handed on as the text that it is, which the server refuses by the field's name.
import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../texts/index.ts'

type Props = {
  readonly label: string
  readonly description: string | undefined
  readonly error: string | undefined
  readonly name: string
  readonly value: unknown
  /** What it is when the field is empty. */
  readonly nothing: unknown
  readonly onChange: (value: unknown) => void
}

const parsed = (text: string, nothing: unknown): unknown => {
  if (text.trim() === '') return nothing
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return text
  }
}

export function JsonField({ value, nothing, error, onChange, ...shared }: Props) {
  const texts = useTexts()
  const [text, setText] = useState(() => ((value ?? undefined) === undefined ? '' : JSON.stringify(value, null, 2)))
  const change = (typed: string): void => {
    setText(typed)
    onChange(parsed(typed, nothing))
  }
  return (
    <Textarea
      {...shared}
      autosize
      minRows={3}
      maxRows={16}
      spellCheck={false}
      placeholder="{}"
      classNames={{ input: 'mono' }}
      error={error ?? (typeof parsed(text, nothing) === 'object' ? undefined : texts.noJson)}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
    />
  )
}
