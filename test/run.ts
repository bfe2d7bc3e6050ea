// npm test: every test there is, suite after suite, and one line at the end: N passed, N failed.
//   npm test -- wire clients                          only the suites with these names
//   npm test -- examples                             those too that need a language which npm does not bring, where it is on the machine
//   npm test -- test/browser/auth0-spa-js.test.ts     only these files
import { globSync } from 'node:fs'
import { run } from 'node:test'
import { inspect } from 'node:util'
import { findLanguages } from './languages.ts'
import { SUITES, type Suite } from './suites.ts'
import { trustLocalCertificate } from './tls.ts'

type Counts = { readonly passed: number; readonly failed: number }

/** Characters of a reason that are printed. */
const LONGEST_REASON = 4000

/** Longest that one file may take, milliseconds: only to notice one that hangs. */
const TIMEOUT = 900_000

async function runSuite({ name, files, together }: Suite): Promise<Counts> {
  const found = files.flatMap((pattern) => globSync(pattern)).sort()
  if (found.length === 0) throw new Error(`The suite ${name} has no files`)
  const started = performance.now()
  const ways = together ? ({ isolation: 'none' } as const) : ({ isolation: 'process', concurrency: 2 } as const)
  const counts = { passed: 0, failed: 0 }
  const fail = (what: string, file: string | undefined, why: unknown): void => {
    counts.failed += 1
    console.log(
      `\n  FAIL  ${what}\n        ${file ?? ''}\n${inspect(why, { depth: 6 }).slice(0, LONGEST_REASON).replace(/^/gm, '        ')}\n`,
    )
  }
  for await (const { type, data } of run({ files: found, timeout: TIMEOUT, ...ways })) {
    if (type !== 'test:pass' && type !== 'test:fail') continue
    if (data.details.type === 'suite') continue
    if (type === 'test:fail') fail(data.name, data.file, data.details.error.cause ?? data.details.error)
    // What is skipped has not been shown to work.
    else if (data.skip !== undefined || data.todo !== undefined) fail(data.name, data.file, 'skipped')
    else counts.passed += 1
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${name.padEnd(12)}  ${counts.passed} tests passed, ${counts.failed} failed, ${seconds} s`)
  return counts
}

const wanted = process.argv.slice(2)
const files = wanted.filter((name) => name.endsWith('.test.ts'))
const unknown = wanted.filter((name) => !files.includes(name) && !SUITES.some((suite) => suite.name === name))
if (unknown.length > 0) {
  console.error(`No suite ${unknown.join(', ')}. There are ${SUITES.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}
trustLocalCertificate()
let passed = 0
let failed = 0
const chosen: Suite[] = SUITES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
// What npm does not bring decides nothing about a whole run: it is run where somebody asks for it, and what is missing is said, not counted.
if (wanted.includes('examples')) {
  const { files, remarks } = findLanguages()
  for (const remark of remarks) console.log(remark)
  if (files.length > 0) chosen.push({ name: 'languages', files, together: false })
}
for (const suite of files.length > 0 ? [...chosen, { name: 'files', files, together: false }] : chosen) {
  const counts = await runSuite(suite)
  passed += counts.passed
  failed += counts.failed
}
// A run that executed nothing has shown nothing.
if (passed === 0) failed += 1
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
