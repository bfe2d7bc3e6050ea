/** Exit codes of every command. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const

/** Why a command ends without having done its work: one sentence for whoever typed it. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: number

  constructor(message: string, exitCode: number = EXIT.failed) {
    super(message)
    this.exitCode = exitCode
  }
}

/** What was typed cannot be meant. */
export const usageError = (message: string): CommandError => new CommandError(message, EXIT.usage)
