// Lines over time. Whoever cannot see them has the same numbers in the table below.
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import UPlot, { type Options } from 'uplot'

export type Line = { readonly name: string; readonly color: string; readonly values: readonly number[] }

type Drawing = {
  /** Seconds since the epoch. */
  readonly times: readonly number[]
  readonly lines: readonly Line[]
  readonly height: number
  readonly language: string
}

const FONT = '12px system-ui, sans-serif'

const colorIn = (element: Element, name: string): string => getComputedStyle(element).getPropertyValue(name).trim()

function optionsOf(element: HTMLElement, { lines, height, language, times }: Drawing): Options {
  const [ink, grid] = [colorIn(element, '--mantine-color-dimmed'), colorIn(element, '--mantine-color-default-border')]
  const isByHour = (times[1] ?? 0) - (times[0] ?? 0) < 86_400
  const format = new Intl.DateTimeFormat(
    language,
    isByHour ? { hour: '2-digit', minute: '2-digit' } : { day: 'numeric', month: 'short', timeZone: 'UTC' },
  )
  const axis = { stroke: ink, font: FONT, grid: { stroke: grid, width: 1 }, ticks: { show: false } }
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 28, 0, 0],
    scales: { y: { range: (_chart, _least, most) => [0, Math.max(4, Math.ceil(most * 1.1))] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 72,
        values: (_chart, splits) => splits.map((split) => format.format(split * 1000)),
      },
      {
        ...axis,
        size: 48,
        values: (_chart, splits) =>
          splits.map((split) => (Number.isInteger(split) ? split.toLocaleString(language) : '')),
      },
    ],
    series: [
      {},
      ...lines.map(({ name, color }) => ({
        label: name,
        stroke: color,
        fill: `${color}1f`,
        width: 2,
        points: { show: times.length < 10, size: 6, fill: color },
      })),
    ],
  }
}

export function Chart(drawing: Drawing) {
  const place = useRef<HTMLDivElement>(null)
  const scheme = useComputedColorScheme('light')
  // As text: other numbers are another drawing, and so are the same in other colours.
  const drawn = JSON.stringify({ ...drawing, scheme })
  useEffect(() => {
    const element = place.current
    if (!element) return undefined
    const wanted: Drawing = JSON.parse(drawn)
    const { times, lines, height } = wanted
    const chart = new UPlot(
      optionsOf(element, wanted),
      [[...times], ...lines.map(({ values }) => [...values])],
      element,
    )
    const watch = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height }))
    watch.observe(element)
    return () => {
      watch.disconnect()
      chart.destroy()
    }
  }, [drawn])
  return <div ref={place} style={{ height: drawing.height, overflow: 'hidden' }} aria-hidden="true" />
}
