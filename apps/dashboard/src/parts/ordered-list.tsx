// A list whose order counts: moved with buttons, with Alt and the arrow keys, or dragged.
import { ActionIcon, Card, Group, Stack, Text } from '@mantine/core'
import { useState, type DragEvent, type KeyboardEvent, type ReactNode } from 'react'
import { Icon } from '../shell/icons.tsx'
import { fill, useTexts } from '../texts/index.ts'

type Props<T> = {
  readonly label: string
  readonly items: readonly T[]
  readonly keyOf: (item: T) => string
  readonly nameOf: (item: T) => string
  readonly onOrder: (items: readonly T[]) => void
  /** What stands beside the name, and at the end of the row. */
  readonly children: (item: T) => ReactNode
}

const moved = <T,>(items: readonly T[], from: number, to: number): readonly T[] => {
  const rest = items.filter((_, at) => at !== from)
  return [...rest.slice(0, to), ...items.slice(from, from + 1), ...rest.slice(to)]
}

export function OrderedList<T>({ label, items, keyOf, nameOf, onOrder, children }: Props<T>) {
  const texts = useTexts()
  const [dragged, setDragged] = useState<number>()
  const move = (from: number, to: number): void => {
    if (to >= 0 && to < items.length && to !== from) onOrder(moved(items, from, to))
  }
  const press = (event: KeyboardEvent, at: number): void => {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (!event.altKey || step === 0) return
    event.preventDefault()
    move(at, at + step)
  }
  const drop = (event: DragEvent, at: number): void => {
    event.preventDefault()
    if (dragged !== undefined) move(dragged, at)
    setDragged(undefined)
  }
  return (
    <Stack component="ol" gap="xs" className="story" aria-label={label}>
      {items.map((item, at) => (
        <Card
          key={keyOf(item)}
          component="li"
          withBorder
          padding="sm"
          draggable
          className="ordered"
          data-dragged={dragged === at || undefined}
          onKeyDown={(event) => press(event, at)}
          onDragStart={() => setDragged(at)}
          onDragEnd={() => setDragged(undefined)}
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => drop(event, at)}
        >
          <Group gap="sm" wrap="nowrap">
            <Text c="dimmed" size="sm" w={24} ta="right" aria-hidden>
              {at + 1}
            </Text>
            <Group flex={1} gap="sm" justify="space-between">
              {children(item)}
            </Group>
            <Group gap={4} wrap="nowrap">
              <Step label={fill(texts.moveUp, { name: nameOf(item) })} isEnd={at === 0} onStep={() => move(at, at - 1)}>
                <Icon sign="up" size={16} />
              </Step>
              <Step
                label={fill(texts.moveDown, { name: nameOf(item) })}
                isEnd={at === items.length - 1}
                onStep={() => move(at, at + 1)}
              >
                <Icon sign="down" size={16} />
              </Step>
            </Group>
          </Group>
        </Card>
      ))}
    </Stack>
  )
}

type StepProps = {
  readonly label: string
  readonly isEnd: boolean
  readonly onStep: () => void
  readonly children: ReactNode
}

/** At the end it stays where the keyboard is, and does nothing. */
const Step = ({ label, isEnd, onStep, children }: StepProps) => (
  <ActionIcon
    variant="default"
    aria-label={label}
    aria-disabled={isEnd}
    {...(isEnd && { 'data-disabled': true })}
    onClick={onStep}
  >
    {children}
  </ActionIcon>
)
