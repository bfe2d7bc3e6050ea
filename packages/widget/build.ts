// node build.ts: writes the one script to `dist`, where whoever serves the page takes it from.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from './bundle.ts'

const folder = join(import.meta.dirname, 'dist')
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'symbolon-widget.js'), await bundle())
