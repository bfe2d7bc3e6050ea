// What code would do, written out for people.
import type { DryRun } from '@symbolon/server/dry-run'
import { printable, shown } from '../output/printable.ts'
import { labelled } from '../output/table.ts'

type Step = NonNullable<DryRun['step']>
type Difference = Step['changes'][number]

/** Most characters of one value that people are shown. */
const LONGEST = 300

const cut = (value: unknown): string => {
  const text = shown(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters; whole with --json)` : text
}

const differenceRow = (difference: Difference): readonly string[] => {
  const { path, before, after } = difference
  const isNew = !Object.hasOwn(difference, 'before')
  const isGone = !Object.hasOwn(difference, 'after')
  if (isGone) return ['-', printable(path), `was ${cut(before)}`]
  return isNew ? ['+', printable(path), cut(after)] : ['~', printable(path), `${cut(before)} → ${cut(after)}`]
}

const WORDS: readonly (readonly [prefix: string, says: string])[] = [
  ['access_token.', 'access token  '],
  ['id_token.', 'ID token      '],
]

const tokenRow = (difference: Difference): readonly string[] => {
  const [sign = '', path = '', value = ''] = differenceRow(difference)
  const [prefix, says] = WORDS.find(([begins]) => path.startsWith(begins)) ?? ['', '']
  return [sign, says + path.slice(prefix.length), value]
}

const OUTCOMES: Readonly<Record<DryRun['outcome'], string>> = {
  ok: 'ran to its end',
  ended: 'ended the login',
  suspended: 'sends the person away first',
  refused: 'refused',
  syntax: 'cannot be compiled',
  cpu: 'was stopped: it computes too much',
  timeout: 'was stopped: it never called back, or took too long',
  crashed: 'was stopped: it took too much memory, or its answer cannot be carried',
  busy: 'was not begun',
}

/** Whether tokens would be issued after it. */
export const letsThrough = ({ outcome, step }: DryRun): boolean =>
  (outcome === 'ok' || outcome === 'suspended') && step?.denied === null

/** What it did, part by part; what did not happen is left out. */
export function dryRunLetter(name: string, run: DryRun, columns: number | undefined): string {
  const { outcome, message, line, duration, step, kept } = run
  const part = (title: string, rows: readonly (readonly string[])[]): readonly string[] =>
    rows.length === 0 ? [] : ['', title, ...labelled(rows, columns, '  ')]
  const { lines = [], changes = [], tokens = [], denied = null, redirect = null } = step ?? {}
  const why = denied ?? message
  const nothing = letsThrough(run) && [changes, tokens, kept].every((list) => list.length === 0) && redirect === null
  return [
    `${printable(name)} ${OUTCOMES[outcome]}, ${step?.duration ?? duration} ms`,
    ...part(
      'Console',
      lines.map(({ level, text }) => [level, printable(text)]),
    ),
    ...part('In the tokens', tokens.map(tokenRow)),
    ...part('Of user and request', changes.map(differenceRow)),
    ...part('Would be kept', kept.map(differenceRow)),
    ...(redirect === null ? [] : ['', `Sends the person to ${printable(redirect)}`]),
    ...(nothing ? ['', 'It changes nothing.'] : []),
    ...(why === null ? [] : ['', `No tokens: ${printable(why)}${line === null ? '' : ` (line ${line})`}`]),
  ].join('\n')
}
