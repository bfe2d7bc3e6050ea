// Examples in what `npm install` does not bring: which of them this machine can run. Their packages are fetched by the first command of their
// README, never by a test; those of Next.js, which npm has, are brought here.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

type Language = {
  readonly name: string
  readonly file: string
  /** Must end with 0 where the language is. */
  readonly tool: readonly [command: string, ...args: string[]]
  /** What is missing of its packages, as a sentence; undefined when all is there. */
  readonly missing: () => string | undefined
}

const EXAMPLES = join(import.meta.dirname, '../examples')

const runs = ([command, ...args]: readonly [string, ...string[]], folder = EXAMPLES): boolean =>
  spawnSync(command, args, { cwd: folder, stdio: 'ignore', env: { ...process.env, GOPROXY: 'off' } }).status === 0

const LANGUAGES: readonly Language[] = [
  {
    name: 'Python',
    file: 'python.test.ts',
    tool: ['python3', '--version'],
    missing: () =>
      firstWithout(['api-python', 'machine-python'], (folder) => existsSync(join(folder, '.venv/bin/python')), venv),
  },
  {
    name: 'Go',
    file: 'go.test.ts',
    tool: ['go', 'version'],
    // Without the proxy it finds only what has been fetched.
    missing: () =>
      firstWithout(['api-go', 'machine-go'], (folder) => runs(['go', 'vet', '.'], folder), 'go mod download'),
  },
  {
    name: 'Java',
    file: 'java.test.ts',
    tool: ['java', '-version'],
    missing: () => firstWithout(['api-java'], (folder) => existsSync(join(folder, 'target/api.jar')), 'mvn -q package'),
  },
  {
    name: 'Next.js',
    file: 'nextjs.test.ts',
    tool: ['npm', '--version'],
    // npm brings them, when its test begins.
    missing: () => undefined,
  },
  { name: 'curl', file: 'curl.test.ts', tool: ['curl', '--version'], missing: () => undefined },
  { name: 'nginx', file: 'nginx.test.ts', tool: ['nginx', '-v'], missing: () => undefined },
]

const venv = 'python3 -m venv .venv && .venv/bin/pip install -r requirements.txt'

function firstWithout(
  examples: readonly string[],
  isComplete: (folder: string) => boolean,
  command: string,
): string | undefined {
  const name = examples.find((example) => !isComplete(join(EXAMPLES, example)))
  return name === undefined ? undefined : `cd examples/${name} && ${command}`
}

export type Found = {
  /** Test files to run. */
  readonly files: readonly string[]
  /** What is not run, and why: a line each. */
  readonly remarks: readonly string[]
}

/** What of the examples in other languages can be run here. */
export function findLanguages(): Found {
  const found = LANGUAGES.map(({ name, file, tool, missing }) => {
    if (!runs(tool)) return { remark: `${name} was not found: its examples are not run` }
    const command = missing()
    if (command !== undefined) return { remark: `${name} has no packages: its examples are not run. First: ${command}` }
    return { file: join(dirname(import.meta.filename), 'examples/languages', file) }
  })
  return {
    files: found.flatMap(({ file }) => file ?? []),
    remarks: found.flatMap(({ remark }) => remark ?? []),
  }
}
