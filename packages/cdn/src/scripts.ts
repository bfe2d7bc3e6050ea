// cdn: the scripts that pages of others load from the server, under the paths that they have at the vendor's host. They are made when
// somebody first asks for a version, in a process of its own that is gone afterwards, and kept in memory.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { PRODUCTS, releases, type Release } from './products.ts'

export type Script = {
  readonly bytes: Buffer
  readonly br: Buffer
  readonly gzip: Buffer
  /** As an element's `integrity` says it. W3C Subresource Integrity, section 3.5 */
  readonly integrity: string
}

export type Found = {
  readonly script: Script
  /** Whether what stands at this path is always the same. */
  readonly isForever: boolean
}

/** Longest that making the files of one version may take, milliseconds. */
const PATIENCE = 300_000

type Files = ReadonlyMap<string, Script>

const MAKER = fileURLToPath(new URL('../make/make.ts', import.meta.url))

/** @throws Error with what the other process said */
function make({ product, manifest }: Release): Promise<Files> {
  const maker = spawn(process.execPath, [MAKER, product.name, manifest], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PATIENCE,
  })
  const made: Buffer[] = []
  let said = ''
  maker.stdout.on('data', (bytes: Buffer) => void made.push(bytes))
  maker.stderr.on('data', (bytes: Buffer) => void (said += bytes.toString()))
  return new Promise((resolve, reject) => {
    maker.on('error', reject)
    maker.on('close', (code) =>
      code === 0
        ? resolve(readMade(Buffer.concat(made).toString('utf8')))
        : reject(new Error(`The scripts of ${product.name} could not be made: ${said.slice(0, 2000)}`)),
    )
  })
}

const readMade = (json: string): Files =>
  new Map(
    Object.entries<Readonly<Record<string, string>>>(JSON.parse(json)).map(([name, made]) => {
      const read = (form: string): Buffer => Buffer.from(made[form] ?? '', 'base64')
      return [name, { bytes: read('bytes'), br: read('br'), gzip: read('gzip'), integrity: made['integrity'] ?? '' }]
    }),
  )

const known = new Map<Release, Promise<Files>>()

/** Ends when the last one that was begun or waits is made, or could not be. */
let line: Promise<unknown> = Promise.resolve()

/** Each version is made once, and one after the other: whoever asks for all of them at once starts one process, not as many. */
function filesOf(release: Release): Promise<Files> {
  const before = known.get(release)
  if (before) return before
  const files = line.then(() => make(release))
  known.set(release, files)
  line = files.catch(() => known.delete(release))
  return files
}

/** The one of that version; of `14` or `14.3` the one that begins so. */
const releaseAt = (name: string, version: string): Release | undefined =>
  releases().find((one) => one.product.name === name && `${one.version}.`.startsWith(`${version}.`))

/** Versions of a product that are here; undefined where there is no such product. */
export const versionsOf = (name: string): readonly string[] | undefined =>
  PRODUCTS.some((product) => product.name === name)
    ? releases().flatMap(({ product, version }) => (product.name === name ? [version] : []))
    : undefined

/** The script at `/js/NAME/VERSION/FILE`; undefined where there is none. @throws Error when it cannot be made */
export async function findScript(name: string, version: string, file: string): Promise<Found | undefined> {
  const release = releaseAt(name, version)
  const script = release && (await filesOf(release)).get(file)
  return script && { script, isForever: release.product.isPublished && release.version === version }
}

/** Every script with its path. @throws Error when one cannot be made */
export async function listScripts(): Promise<readonly { readonly path: string; readonly script: Script }[]> {
  const all = await Promise.all(
    releases().map(async (release) =>
      [...(await filesOf(release))].map(([file, script]) => ({
        path: `/js/${release.product.name}/${release.version}/${file}`,
        script,
      })),
    ),
  )
  return all.flat()
}
