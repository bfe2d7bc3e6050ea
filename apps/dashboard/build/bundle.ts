// node bundle.ts FOLDER: makes the dashboard's files there, each compressed as well, all of them or none.
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

const SOURCES = fileURLToPath(new URL('../src', import.meta.url))

/** Brotli's best takes seconds for the last percent. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }

async function writeScripts(folder: string): Promise<string> {
  const build = await rolldown({
    input: { main: join(SOURCES, 'main.tsx') },
    platform: 'browser',
    transform: { define: { 'process.env.NODE_ENV': '"production"' }, jsx: 'react-jsx' },
    logLevel: 'silent',
  })
  try {
    const { output } = await build.write({
      dir: folder,
      format: 'esm',
      minify: true,
      entryFileNames: '[name]-[hash].js',
      chunkFileNames: '[name]-[hash].js',
    })
    return output[0].fileName
  } finally {
    await build.close()
  }
}

function writeStyles(folder: string): string {
  const { resolve } = createRequire(import.meta.url)
  const sheets = ['@mantine/core/styles.css', '@mantine/spotlight/styles.css', 'uplot/dist/uPlot.min.css'].map((name) =>
    resolve(name),
  )
  const text = [...sheets, join(SOURCES, 'dashboard.css')].map((path) => readFileSync(path, 'utf8')).join('\n')
  const name = `style-${createHash('sha256').update(text).digest('base64url').slice(0, 10)}.css`
  writeFileSync(join(folder, name), text)
  return name
}

async function bundle(target: string): Promise<void> {
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
  const folder = mkdtempSync(`${target}-`)
  try {
    const manifest = { script: await writeScripts(folder), style: writeStyles(folder) }
    for (const file of globSync('*.{js,css}', { cwd: folder })) {
      const bytes = readFileSync(join(folder, file))
      writeFileSync(join(folder, `${file}.br`), brotliCompressSync(bytes, BROTLI))
      writeFileSync(join(folder, `${file}.gz`), gzipSync(bytes))
    }
    writeFileSync(join(folder, 'built.json'), JSON.stringify(manifest))
    renameSync(folder, target)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    // Another process was faster, with the same files.
    if (!existsSync(join(target, 'built.json'))) throw error
  }
}

const [, , target] = process.argv
if (target === undefined || basename(target) === '') throw new Error('Say where the files are to go')
await bundle(target)
