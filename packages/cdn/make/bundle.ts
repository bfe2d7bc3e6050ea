// Many modules as one script for a page without a bundler.
import { rolldown } from 'rolldown'

export type Wanted = {
  /** A file, or with `source` a name for it. */
  readonly input: string
  /** The text of the first module, where it is no file. */
  readonly source?: string
  /** The global variable that has what the first module exports. */
  readonly name?: string
  /** Where packages of these names are found. */
  readonly alias?: Readonly<Record<string, string>>
}

/** One script, as small as it gets. */
export async function bundle({ input, source, name, alias = {} }: Wanted): Promise<string> {
  const isFirst = (id: string): boolean => id === input
  const first = {
    name: 'first',
    resolveId: (id: string) => (isFirst(id) ? id : undefined),
    load: (id: string) => (isFirst(id) ? source : undefined),
  }
  const build = await rolldown({
    input,
    platform: 'browser',
    logLevel: 'silent',
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    resolve: { alias: { ...alias } },
    plugins: source === undefined ? [] : [first],
  })
  try {
    const { output } = await build.generate({
      format: 'iife',
      minify: true,
      // Two scripts of a page may share the variable.
      ...(name === undefined ? {} : { name, extend: true }),
    })
    return output[0].code
  } finally {
    await build.close()
  }
}
