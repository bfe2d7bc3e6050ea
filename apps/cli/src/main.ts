// symbolon on the command line.
import { runProgram } from './program.ts'
import { processTerminal } from './terminal.ts'

// Whoever reads the output may stop reading (`| head`): that ends a command, but never the server.
if (process.argv[2] !== 'start') {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
}

// Started by the launcher: when it is gone, killed or not, this ends as a signal would end it.
if (process.channel) {
  process.channel.unref()
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
}

const code = await runProgram(process.argv.slice(2), processTerminal())
if (code !== 0) process.exitCode = code
