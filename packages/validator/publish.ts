// npm pack: writes what is published into `dist`, a package of its own. The words of the protocol go with it, since nothing else of them
// is needed and there is nothing else to install.
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const home = import.meta.dirname
const dist = join(home, 'dist')

rmSync(dist, { recursive: true, force: true })
const { status, stdout } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], {
  cwd: home,
  encoding: 'utf8',
  shell: process.platform === 'win32',
})
if (status !== 0) throw new Error(`types do not fit:\n${stdout}`)

/** Where a name that means something in the workspace is found in the package. */
const inPackage = (file: string, name: string): string => {
  const target = join(dist, 'protocol/src', `${name.slice('@symbolon/protocol/'.length)}.js`)
  const path = relative(dirname(file), target).replaceAll('\\', '/')
  return path.startsWith('.') ? path : `./${path}`
}
for (const file of globSync('**/*.{js,d.ts}', { cwd: dist }).map((name) => join(dist, name))) {
  const text = readFileSync(file, 'utf8')
  const names = text.replace(
    /(from |import\()'(@symbolon\/protocol\/[^']+)'/g,
    (_match, how, name) => `${how}'${inPackage(file, name)}'`,
  )
  // The compiler changes the endings of imports in code, and leaves them in declarations.
  writeFileSync(file, names.replace(/((?:from |import\()'\.[^']*)\.ts'/g, "$1.js'"))
}

type Conditions = Readonly<Record<string, string>>
type Manifest = {
  readonly name: string
  readonly imports: Readonly<Record<string, Conditions>>
  readonly exports: Conditions
} & Readonly<Record<string, unknown>>

const {
  dependencies: _own,
  devDependencies: _dev,
  files: _files,
  scripts: _scripts,
  private: _private,
  ...manifest
}: Manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
const built = (path: string): string => path.replace('./src/', './validator/src/').replace(/\.ts$/, '.js')
const typed = (path: string) => ({ types: built(path).replace(/\.js$/, '.d.ts'), default: built(path) })
const mapped = <T>(entries: Conditions, change: (path: string) => T) =>
  Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, change(path)]))

const published = {
  ...manifest,
  imports: Object.fromEntries(
    Object.entries(manifest.imports).map(([name, conditions]) => [name, mapped(conditions, built)]),
  ),
  exports: mapped(manifest.exports, typed),
}
writeFileSync(join(dist, 'package.json'), `${JSON.stringify(published, undefined, 2)}\n`)
cpSync(join(home, '../../LICENSE'), join(dist, 'LICENSE'))
cpSync(join(home, 'README.md'), join(dist, 'README.md'))
