// The test pages' programs, bundled in memory as their authors would bundle them: npm's packages as they were published.
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

/** Programs whose library needs another React than the one that stands beside it here: whoever installs it alone has that one. */
const REACT_OF = new Map([['auth0-lock.js', 'auth0-lock']])

const reactFor = (name: string): Record<string, string> => {
  const library = REACT_OF.get(name)
  const { resolve } = createRequire(import.meta.resolve(library ?? 'rolldown'))
  const folder = (react: string): string => dirname(resolve(`${react}/package.json`))
  return library === undefined ? {} : { react: folder('react'), 'react-dom': folder('react-dom') }
}

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
    resolve: { alias: reactFor(name) },
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
