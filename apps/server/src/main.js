// Where the process begins. It is JavaScript, because compiled code can be kept only from here on: from the second start on
// nothing is stripped of its types again, which halves the time to the first token and saves a tenth of the memory. The
// data folder holds it, where nobody else can put any.
import { mkdirSync } from 'node:fs'
import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'

// Database, keys and logs are the owner's alone, wherever they lie.
process.umask(0o077)

const data = process.env.SYMBOLON_DATA || 'data'
try {
  // Made here, or the cache would make it for everybody to read.
  mkdirSync(data, { recursive: true, mode: 0o700 })
  enableCompileCache(join(data, 'compile-cache'))
} catch {
  // The server says in its own words what is wrong with the folder.
}
const { runServer } = await import('./run.ts')
await runServer(process.env)
flushCompileCache()
