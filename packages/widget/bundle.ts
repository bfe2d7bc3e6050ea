// The box as one script, for pages without a bundler: it defines <symbolon-login>, and `symbolon.Lock` for programs.
import { join } from 'node:path'
import { rolldown } from 'rolldown'

/** The script, as small as it gets. */
export async function bundle(): Promise<string> {
  const build = await rolldown({
    input: join(import.meta.dirname, 'src/widget.ts'),
    platform: 'browser',
    logLevel: 'silent',
  })
  try {
    const { output } = await build.generate({ format: 'iife', name: 'symbolon', minify: true })
    return output[0].code
  } finally {
    await build.close()
  }
}
