// The suites of the project's tests, by name, and the files of each.

/** The files of a suite run together in one process when they share nothing, or each in a process of its own. */
export const SUITES = [
  {
    name: 'unit',
    files: ['packages/{protocol,core,validator,browser}/**/*.test.ts', '{apps/*,benchmarks}/**/*.test.ts'],
    together: true,
  },
  { name: 'architecture', files: ['test/architecture/**/*.test.ts'], together: false },
  { name: 'storage', files: ['packages/storage/**/*.test.ts'], together: false },
  { name: 'sandbox', files: ['packages/sandbox/**/*.test.ts'], together: false },
  { name: 'wire', files: ['test/wire/**/*.test.ts'], together: false },
  { name: 'process', files: ['test/process/**/*.test.ts'], together: false },
  { name: 'clients', files: ['test/clients/**/*.test.ts'], together: false },
  { name: 'browser', files: ['test/browser/**/*.test.ts'], together: false },
  { name: 'examples', files: ['test/examples/*.test.ts'], together: false },
  { name: 'docs', files: ['test/docs/**/*.test.ts'], together: false },
] as const

export type Suite = { readonly name: string; readonly files: readonly string[]; readonly together: boolean }
