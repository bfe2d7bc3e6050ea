// What cannot be carried over, for people and for programs.
import { printable } from '../output/printable.ts'
import { table } from '../output/table.ts'
import type { Terminal } from '../terminal.ts'
import type { Left } from './here.ts'

/** Says it, where there is anything to say. */
export function reportLeft(left: readonly Left[], terminal: Terminal): void {
  if (left.length === 0) return
  terminal.write('')
  terminal.write(left.length === 1 ? 'One thing is not carried over:' : `${left.length} things are not carried over:`)
  const rows = left.map(({ noun, name, says }) => [printable(noun), printable(name), printable(says)])
  terminal.write(table(['WHAT', 'NAME', 'WHY, AND WHAT TO DO'], rows, terminal.columns, 2))
}
