// Where the process begins. It is JavaScript, because compiled code can be kept only from here on: from the second start on
// nothing is stripped of its types again, which halves the time to the first token and saves a tenth of the memory. The
// data folder holds it, where nobody else can put any.
import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'

enableCompileCache(join(process.env.SYMBOLON_DATA || 'data', 'compile-cache'))
const { runServer } = await import('./run.ts')
await runServer(process.env)
flushCompileCache()
