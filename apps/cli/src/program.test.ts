import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Verb } from '@symbolon/protocol/entities/entity'
import { ENTITIES } from '@symbolon/protocol/entities/index'
import { runProgram } from './program.ts'
import { recordedTerminal } from './terminal.fixture.ts'

const helpOf = async (words: readonly string[]): Promise<string> => {
  const terminal = recordedTerminal()
  assert.equal(await runProgram([...words, '--help'], terminal), 0)
  return terminal.written.join('\n')
}

/** Names of the commands in a help. */
const commandsIn = (help: string): readonly string[] =>
  (help.split('\nCommands:\n')[1] ?? '')
    .split('\n\n')[0]
    ?.split('\n')
    .flatMap((line) => /^ {2}([a-z][a-z0-9-]*)/.exec(line)?.[1] ?? []) ?? []

const everyCommand = async (words: readonly string[] = []): Promise<readonly (readonly string[])[]> => {
  const below = commandsIn(await helpOf(words))
  assert.ok(words.length < 5, words.join(' '))
  const deeper = await Promise.all(below.map((name) => everyCommand([...words, name])))
  return below.length === 0 ? [words] : [words, ...deeper.flat()]
}

/** How people say a verb. To replace something whole is for programs. */
const WORDS: Readonly<Partial<Record<Verb, string | undefined>>> = { get: 'show', replace: undefined }

describe('the command line', () => {
  test('every command explains itself within 80 columns, and shows two ways to use it', async () => {
    const commands = await everyCommand()
    assert.ok(commands.length > 30)
    for (const words of commands) {
      const help = await helpOf(words)
      const [said = '', examples = ''] = help.split('\nExamples:\n')
      const long = said.split('\n').filter((line) => line.length > 80)
      assert.deepEqual(long, [], words.join(' '))
      const isLeaf = commandsIn(help).length === 0
      if (isLeaf) assert.ok((examples.match(/^ {2}(?:symbolon|curl) /gm) ?? []).length >= 2, words.join(' '))
    }
  })

  test('every entity there is has a command, with whatever can be done to it', async () => {
    const there = new Set((await everyCommand()).map((words) => words.join(' ')))
    for (const { name, verbs } of ENTITIES) {
      for (const verb of verbs) {
        const word = Object.hasOwn(WORDS, verb) ? WORDS[verb] : verb
        if (word !== undefined)
          assert.ok(there.has(`${name === 'resource-server' ? 'api' : name} ${word}`), `${name} ${word}`)
      }
    }
  })

  test('what was typed wrong is one sentence and 2, whatever it was typed with', async () => {
    const wrong = [
      ['tokne'],
      ['token', '--sope'],
      ['api', 'show'],
      ['\u001b[2J'],
      ['key', 'rotate', 'now'],
      ['client', 'list', '--limit', '0'],
    ]
    for (const words of wrong) {
      const terminal = recordedTerminal()
      assert.equal(await runProgram(words, terminal), 2)
      assert.equal(terminal.remarks.length, 1)
      assert.match(terminal.remarks[0] ?? '', /^[A-Z-]\P{Cc}+[.?)]$/u)
    }
  })

  test('asks for credentials before it asks a server', async () => {
    const terminal = recordedTerminal({ environment: { SYMBOLON_CLIENT_ID: 'one' } })
    assert.equal(await runProgram(['api', 'list'], terminal), 2)
    assert.match(terminal.remarks[0] ?? '', /The secret of the client is missing/)
  })
})
