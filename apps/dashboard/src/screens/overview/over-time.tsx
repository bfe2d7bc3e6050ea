// One question over time: drawn for who would rather look, in a table for who would rather read.
import { Box, Group, Skeleton, Table, Text, useComputedColorScheme } from '@mantine/core'
import { lazy, Suspense, use } from 'react'
import { Part } from '../../parts/part.tsx'
import { TableFrame } from '../../parts/table-frame.tsx'
import { LanguageContext, useSaid, useTexts } from '../../texts/index.ts'
import type { Piece } from './event-counts.ts'
import { OVERVIEW } from './texts.ts'

const Chart = lazy(async () => ({ default: (await import('./chart.tsx')).Chart }))

const HEIGHT = 220

type Numbers = Exclude<keyof Piece, 'time'>

type Props = {
  readonly title: string
  readonly pieces: readonly Piece[]
  readonly isByHour: boolean
  readonly good: { readonly name: string; readonly number: Numbers }
  readonly bad: { readonly name: string; readonly number: Numbers }
}

/** Of what went well and of what did not, by day and by night: enough contrast for both. */
const COLORS = { light: ['#1f6fb2', '#b3261e'], dark: ['#6ab0ec', '#ff9d95'] } as const

export function OverTime({ title, pieces, isByHour, good, bad }: Props) {
  const said = useSaid(OVERVIEW)
  const { language } = use(LanguageContext)
  const colors = COLORS[useComputedColorScheme('light')]
  const lines = [good, bad].map(({ name, number }, at) => ({
    name,
    color: colors[at] ?? colors[0],
    values: pieces.map((piece) => piece[number]),
  }))
  const isQuiet = lines.every(({ values }) => values.every((value) => value === 0))
  return (
    <Part title={title}>
      <Group gap="lg" mb="xs">
        {lines.map(({ name, color }) => (
          <Group key={name} gap={6}>
            <Box w={12} h={12} bdrs="sm" bg={color} aria-hidden="true" />
            <Text size="sm">{name}</Text>
          </Group>
        ))}
      </Group>
      <Box h={HEIGHT} pos="relative">
        {isQuiet && (
          <Text c="dimmed" pos="absolute" top="40%" left={0} right={0} ta="center" style={{ zIndex: 1 }}>
            {said.quiet}
          </Text>
        )}
        <Suspense fallback={<Skeleton height={HEIGHT} />}>
          <Chart
            height={HEIGHT}
            language={language}
            lines={lines}
            times={pieces.map(({ time }) => Date.parse(time) / 1000)}
          />
        </Suspense>
      </Box>
      <Numbers title={title} pieces={pieces} isByHour={isByHour} columns={[good, bad]} />
    </Part>
  )
}

type NumbersProps = Pick<Props, 'title' | 'pieces' | 'isByHour'> & { readonly columns: readonly Props['good'][] }

function Numbers({ title, pieces, isByHour, columns }: NumbersProps) {
  const said = useSaid(OVERVIEW)
  const texts = useTexts()
  const { language } = use(LanguageContext)
  const when = (time: string): string =>
    new Date(time).toLocaleString(
      language,
      isByHour ? { dateStyle: 'short', timeStyle: 'short' } : { dateStyle: 'medium', timeZone: 'UTC' },
    )
  return (
    <details>
      <summary>{said.asTable}</summary>
      <TableFrame label={title} columns={[texts.date, ...columns.map(({ name }) => name)]} minWidth={260}>
        {pieces.toReversed().map((piece) => (
          <Table.Tr key={piece.time}>
            <Table.Th scope="row" fw={400}>
              {when(piece.time)}
            </Table.Th>
            {columns.map(({ number }) => (
              <Table.Td key={number}>{piece[number].toLocaleString(language)}</Table.Td>
            ))}
          </Table.Tr>
        ))}
      </TableFrame>
    </details>
  )
}
