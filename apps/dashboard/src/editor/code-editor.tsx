// editor: where a tenant's code is written. What draws it is loaded when it is first shown.
import { Box, Skeleton, Text, useComputedColorScheme } from '@mantine/core'
import { useEffect, useId, useRef, useState } from 'react'
import { pageFact } from '../session/client.ts'
import type { LineProblem } from './line-problem.ts'
import type { Members } from './members.ts'
import type { CodeField } from './codemirror.ts'

type Props = {
  readonly label: string
  readonly description?: string | undefined
  /** A text, or nothing yet. */
  readonly value: unknown
  /** What is offered as one types. */
  readonly members: Members
  readonly error?: string | undefined
  readonly problem?: LineProblem | undefined
  readonly onChange: (value: string) => void
}

export function CodeEditor({ label, description, value: given, members, error, problem, onChange }: Props) {
  const value = String(given ?? '')
  const place = useRef<HTMLDivElement>(null)
  const [field, setField] = useState<CodeField>()
  const isDark = useComputedColorScheme('light') === 'dark'
  const hintId = useId()
  const latest = useRef({ value, onChange })
  latest.current = { value, onChange }

  useEffect(() => {
    let made: CodeField | undefined
    let isGone = false
    const make = async (): Promise<void> => {
      const { openCodeField } = await import('./codemirror.ts')
      if (isGone || !place.current) return
      made = openCodeField({
        parent: place.current,
        nonce: pageFact('nonce'),
        label,
        hint: hintId,
        value: latest.current.value,
        members,
        onChange: (text) => latest.current.onChange(text),
      })
      setField(made)
    }
    void make()
    return () => {
      isGone = true
      made?.close()
      setField(undefined)
    }
  }, [label, hintId, members])

  useEffect(() => field?.show(value), [field, value])
  useEffect(() => field?.mark(problem), [field, problem])
  useEffect(() => field?.darken(isDark), [field, isDark])

  return (
    <div>
      <Text size="sm" fw={600} mb={4} aria-hidden>
        {label}
      </Text>
      {!field && <Skeleton height={280} role="status" aria-label={label} aria-busy />}
      <Box ref={place} className="code-field" data-invalid={error !== undefined || undefined} />
      <Text id={hintId} size="xs" c={error === undefined ? 'dimmed' : 'var(--mantine-color-error)'} mt={4}>
        {error ?? description}
      </Text>
    </div>
  )
}
