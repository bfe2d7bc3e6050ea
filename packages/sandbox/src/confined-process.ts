// A process for what tenants have written: it can read programs, and neither write nor start anything; where Node has that permission (25 and
// later), nor reach anybody.
import { fork, type ChildProcess } from 'node:child_process'
import { setPriority } from 'node:os'

/** It does less for everybody else's good: what tenants have written gives way to the server. */
const NICENESS = 5

/** Megabytes of its own JavaScript. */
const OWN_MEMORY = 96

/**
 * Starts `program`. Whether it started is heard on the process that is answered: by `error`, or by what it says.
 *
 * @param readable paths of all that the program is made of; it can read nothing else
 * @param flags more for Node
 */
export const startConfined = (
  program: URL,
  readable: readonly string[],
  flags: readonly string[] = [],
): ChildProcess => {
  const child = fork(program, {
    env: {},
    execArgv: [
      '--permission',
      ...readable.map((path) => `--allow-fs-read=${path}`),
      `--max-old-space-size=${OWN_MEMORY}`,
      ...flags,
      '--disable-warning=SecurityWarning',
    ],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'json',
  })
  try {
    if (child.pid !== undefined) setPriority(child.pid, NICENESS)
  } catch {
    // Some systems do not let a process do this: it then has the same right to the processor as everybody.
  }
  return child
}
