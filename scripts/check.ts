// npm run check: everything that can be said about the code in seconds. CI runs the same.
import { spawnSync } from 'node:child_process'

const STEPS = [
  ['format', 'oxfmt', '--check'],
  ['lint', 'oxlint'],
  ['types', 'tsc', '-p', '.'],
  ['types in browsers', 'tsc', '-p', 'packages/browser'],
  ['types in the login box', 'tsc', '-p', 'packages/widget'],
  ['types of the dashboard', 'tsc', '-p', 'apps/dashboard'],
  ['unused', 'knip'],
  ['units', 'node', 'test/run.ts', 'unit', 'architecture'],
] as const

const failed: string[] = []
for (const [name, command, ...args] of STEPS) {
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'}  ${name}, ${seconds} s`)
  if (status === 0) continue
  failed.push(name)
  console.log(`${stdout}${stderr}`)
}
process.exit(failed.length === 0 ? 0 : 1)
