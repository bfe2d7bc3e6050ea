// The dashboard's files as browsers get them. They are made when somebody first asks for them, in a process of its own that is gone
// afterwards: a server whose dashboard nobody opens pays nothing. What was made is kept under the hash of the sources.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { placeOf } from './place.ts'

/** Where the files lie, and which of them a page begins with. */
export type Built = { readonly folder: string; readonly script: string; readonly style: string }

const HERE = fileURLToPath(new URL('..', import.meta.url))

/** What decides how the files look. */
const SOURCES = ['package.json', 'build/*.ts', 'src/**/*', '../../packages/{browser,texts}/src/*.ts']

/** Longest that making them may take, milliseconds. */
const PATIENCE = 300_000

function hashOfSources(): string {
  const hash = createHash('sha256')
  const files = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: HERE })).sort()
  for (const file of files) {
    const path = join(HERE, file)
    if (/\.\w+$/.test(file)) hash.update(`${file}\0`).update(readFileSync(path))
  }
  return hash.digest('hex').slice(0, 16)
}

const MANIFEST = 'built.json'

function readManifest(folder: string): Built | undefined {
  const path = join(folder, MANIFEST)
  if (!existsSync(path)) return undefined
  const { script, style } = Object(JSON.parse(readFileSync(path, 'utf8')))
  return { folder, script: String(script), style: String(style) }
}

/** @throws Error with what the other process said */
function make(folder: string): Promise<void> {
  const program = fileURLToPath(new URL('bundle.ts', import.meta.url))
  const maker = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'ignore', 'pipe'], timeout: PATIENCE })
  let said = ''
  maker.stderr.on('data', (bytes: Buffer) => void (said += bytes.toString()))
  return new Promise((resolve, reject) => {
    maker.on('error', reject)
    maker.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`The dashboard could not be built: ${said.slice(0, 2000)}`)),
    )
  })
}

async function findOrMake(): Promise<Built> {
  const folder = await placeOf(join(HERE, 'dist'), hashOfSources())
  const known = readManifest(folder)
  if (known) return known
  await make(folder)
  const made = readManifest(folder)
  if (!made) throw new Error(`The dashboard was built, and is not in ${folder}`)
  return made
}

let building: Promise<Built> | undefined

/** The dashboard's files, made if need be. @throws Error when they cannot be; the next call tries again */
export function built(): Promise<Built> {
  building ??= findOrMake().catch((error: unknown) => {
    building = undefined
    throw error
  })
  return building
}
