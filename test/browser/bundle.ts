// The test pages' programs, bundled in memory as their authors would bundle them: npm's packages as they were published.
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const bundles = new Map<string, Promise<string>>()

/** The program `apps/<name>` as one script. */
export function bundle(name: string): Promise<string> {
  const known = bundles.get(name)
  if (known) return known
  const made = make(name)
  bundles.set(name, made)
  return made
}

async function make(name: string): Promise<string> {
  const build = await rolldown({
    input: fileURLToPath(new URL(`apps/${name}`, import.meta.url)),
    platform: 'browser',
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    logLevel: 'silent',
  })
  try {
    const { output } = await build.generate({ format: 'iife', minify: false })
    return output[0].code
  } finally {
    await build.close()
  }
}
