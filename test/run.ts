// npm test: every test there is, suite after suite, and one line at the end: N passed, N failed.
//   npm test -- wire clients     only the suites with these names
import { globSync } from 'node:fs'
import { spec } from 'node:test/reporters'
import { run } from 'node:test'
import { trustLocalCertificate } from './tls.ts'

/** A suite is a list of files that run in processes of their own, or together in one when they share nothing. */
const SUITES = [
  { name: 'unit', files: ['packages/{protocol,core}/**/*.test.ts', 'apps/*/src/**/*.test.ts'], together: true },
  { name: 'architecture', files: ['test/architecture/**/*.test.ts'], together: true },
  { name: 'storage', files: ['packages/storage/**/*.test.ts'], together: false },
  { name: 'wire', files: ['test/wire/**/*.test.ts'], together: false },
  { name: 'process', files: ['test/process/**/*.test.ts'], together: false },
  { name: 'clients', files: ['test/clients/**/*.test.ts'], together: false },
  { name: 'docs', files: ['test/docs/**/*.test.ts'], together: true },
] as const

/** Longest that one test may take, milliseconds. */
const TIMEOUT = 120_000

type Counts = { passed: number; failed: number }

const counts: Counts = { passed: 0, failed: 0 }

async function runSuite({ name, files, together }: (typeof SUITES)[number]): Promise<void> {
  console.log(`\n${name}`)
  const found = files.flatMap((pattern) => globSync(pattern)).sort()
  if (found.length === 0) throw new Error(`The suite ${name} has no files`)
  const tests = run({
    files: found,
    timeout: TIMEOUT,
    ...(together ? { isolation: 'none' } : { isolation: 'process', concurrency: 2 }),
  })
  tests.on('test:pass', ({ details, skip, todo }) => {
    if (details.type === 'suite') return
    // What is skipped has not been shown to work.
    if (skip !== undefined || todo !== undefined) counts.failed += 1
    else counts.passed += 1
  })
  tests.on('test:fail', ({ details }) => {
    if (details.type !== 'suite') counts.failed += 1
  })
  for await (const line of tests.compose(spec)) process.stdout.write(line)
}

trustLocalCertificate()
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !SUITES.some((suite) => suite.name === name))
if (unknown.length > 0) {
  console.error(`No suite ${unknown.join(', ')}. There are ${SUITES.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}
for (const suite of SUITES) if (wanted.length === 0 || wanted.includes(suite.name)) await runSuite(suite)
console.log(`\n${counts.passed} passed, ${counts.failed} failed`)
process.exit(counts.failed === 0 ? 0 : 1)
