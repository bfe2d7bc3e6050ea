// node make.ts PRODUCT MANIFEST: writes the scripts of one version of a product, with their compressed forms, to standard output.
import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { lockScripts } from './lock.ts'
import { ownScripts } from './own.ts'
import { publishedScripts } from './published.ts'

/** Scripts by the name of their file. */
export type Sources = Readonly<Record<string, string>>

/** From the folder of the package. */
type Way = (folder: string) => Promise<Sources> | Sources

const WAYS: ReadonlyMap<string, Way> = new Map<string, Way>([
  ['symbolon', ownScripts],
  ['auth0', (folder) => publishedScripts(folder, ['auth0.js', 'auth0.min.js'])],
  ['lock', lockScripts],
  ['auth0-spa-js', (folder) => publishedScripts(folder, ['auth0-spa-js.production.js'])],
])

/** Brotli's best takes seconds for the last percent. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }

function formsOf(source: string): Readonly<Record<string, string>> {
  const bytes = Buffer.from(source)
  return {
    bytes: bytes.toString('base64'),
    br: brotliCompressSync(bytes, BROTLI).toString('base64'),
    gzip: gzipSync(bytes).toString('base64'),
    integrity: `sha384-${createHash('sha384').update(bytes).digest('base64')}`,
  }
}

const [, , product = '', manifest = ''] = process.argv
const way = WAYS.get(product)
if (!way) throw new Error(`There is no way to make ${product}`)
const sources = await way(dirname(manifest))
const made = Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, formsOf(source)]))
process.stdout.write(JSON.stringify(made))
