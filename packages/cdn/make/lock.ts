// Lock: its package has modules for bundlers alone, so that the script which pages load is bundled here, unchanged; and the languages
// that it asks for when it speaks none of its own.
import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { bundle } from './bundle.ts'
import type { Sources } from './make.ts'

/** @param folder - of the package */
export async function lockScripts(folder: string): Promise<Sources> {
  const require = createRequire(join(folder, 'package.json'))
  // What it brings may find another React beside it than its own.
  const alias = Object.fromEntries(
    ['react', 'react-dom'].map((name) => [name, dirname(require.resolve(`${name}/package.json`))]),
  )
  const code = await bundle({
    input: join(folder, 'page.js'),
    source: `const { Auth0Lock, Auth0LockPasswordless } = require('./lib/index.js')
      Object.assign(window, { Auth0Lock, Auth0LockPasswordless })`,
    alias,
  })
  const licence = readFileSync(join(folder, 'LICENSE'), 'utf8').replaceAll('*/', '')
  return { 'lock.min.js': `/*!\n${licence}\n*/\n${code}`, ...languagesOf(folder, require) }
}

const inScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', String.raw`\u003c`)

function languagesOf(folder: string, require: NodeJS.Require): Sources {
  const files = globSync('lib/i18n/*.js', { cwd: folder })
  return Object.fromEntries(
    files.map((file) => {
      const language = basename(file, '.js')
      const words: unknown = Object(require(join(folder, file))).default
      return [`${language}.js`, `Auth0.registerLanguageDictionary(${inScript(language)},${inScript(words)});\n`]
    }),
  )
}
