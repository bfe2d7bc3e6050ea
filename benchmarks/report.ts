import { cpus, totalmem } from 'node:os'
import type { Cores } from './machine/cores.ts'
import { countsCpu } from './machine/usage.ts'
import type { Figure, Section } from './measure/section.ts'

/** What the figures were taken on, in one line. */
export function describeMachine(cores: Cores): string {
  const [cpu] = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  return `Node ${process.versions.node}, OpenSSL ${process.versions.openssl}, ${process.platform} ${process.arch}, ${cores.count} x ${cpu?.model.trim() ?? 'unknown CPU'}, ${memory}`
}

/** What a reader must know about this machine before believing a figure. */
export function describeLimits(cores: Cores): readonly string[] {
  return [
    ...(cores.server === undefined ? ['taskset is not here: processes run unpinned, on whatever core is free.'] : []),
    ...(cores.server !== undefined && cores.server === cores.load ? ['One core: server and load share it.'] : []),
    ...(countsCpu
      ? []
      : ['CPU time of other processes is not told here: every "per CPU s" is per second of the wall clock.']),
  ]
}

function figureLine({ name, text, goal }: Figure): string {
  return goal === undefined
    ? `${name}: ${text}`
    : `${name}: ${text} (goal ${goal.text}: ${goal.met ? 'met' : 'NOT MET'})`
}

/** Columns of equal width, the first to the left and the others, being numbers, to the right. */
function tableLines(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
  return [head, ...rows].map((row) => line(row).trimEnd())
}

/** A section as people read it. */
export function sectionText({ name, title, table, figures, notes }: Section): string {
  return [
    `${title} (${name})`,
    ...(table === undefined ? [] : tableLines(table.head, table.rows).map((line) => `  ${line}`)),
    ...figures.map((figure) => `  ${figureLine(figure)}`),
    ...notes.map((note) => `  note: ${note}`),
    '',
  ].join('\n')
}

/** All goals in one place. */
export function summaryText(sections: readonly Section[]): string {
  const figures = sections.flatMap((section) => section.figures.map((figure) => ({ section: section.name, figure })))
  const goals = figures.filter(({ figure }) => figure.goal !== undefined)
  const missed = goals.filter(({ figure }) => figure.goal?.met === false)
  return [
    `Goals: ${goals.length - missed.length} of ${goals.length} met${missed.length > 0 ? '; missed:' : ''}`,
    ...missed.map(({ section, figure }) => `  ${section}: ${figureLine(figure)}`),
  ].join('\n')
}
