import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, test } from 'node:test'
import { runProgram } from '../program.ts'
import { recordedTerminal } from '../terminal.fixture.ts'

async function scriptFor(shell: string): Promise<string> {
  const terminal = recordedTerminal()
  assert.equal(await runProgram(['completion', shell], terminal), 0)
  return terminal.written.join('\n')
}

const isThere = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0

/** Has the shell itself look whether it can read the script. */
const SYNTAX: Readonly<Record<string, readonly string[]>> = { bash: ['-n'], zsh: ['-n'], fish: ['--no-execute'] }

describe('completion', () => {
  test('every shell that is installed can read its script', async () => {
    for (const [shell, words] of Object.entries(SYNTAX).filter(([shell]) => isThere(shell))) {
      const script = await scriptFor(shell)
      const { status, stderr } = spawnSync(shell, [...words], { input: script, encoding: 'utf8' })
      assert.equal(status, 0, `${shell}: ${stderr}`)
    }
  })

  test('every command and its options are offered, in each script', async () => {
    for (const shell of Object.keys(SYNTAX)) {
      const script = await scriptFor(shell)
      for (const word of ['client-grant', 'apply', 'rotate', 'audience']) {
        assert.ok(script.includes(word), `${word} for ${shell}`)
      }
      assert.doesNotMatch(script, /undefined/)
    }
  })

  test('bash, where it is installed, offers what may follow', async () => {
    if (!isThere('bash')) return
    const script = await scriptFor('bash')
    const offered = (...typed: readonly string[]): readonly string[] => {
      const asked = `${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _symbolon; printf '%s\\n' "\${COMPREPLY[@]}"`
      const { stdout } = spawnSync('bash', ['-c', asked, 'bash', 'symbolon', ...typed], { encoding: 'utf8' })
      return stdout.split('\n').filter((line) => line !== '')
    }
    assert.deepEqual(offered('cli').toSorted(), ['client', 'client-credential', 'client-grant'])
    assert.deepEqual(offered('client', 'ro'), ['rotate'])
    assert.deepEqual(offered('client', 'rotate', 'ID', '--gr'), ['--grace'])
    assert.deepEqual(offered('--url', 'http://x', 'token', '--aud'), ['--audience'])
    assert.deepEqual(offered('completion', 'nonsense', 'xyz'), [])
  })

  test('no other shell', async () => {
    assert.equal(await runProgram(['completion', 'tcsh'], recordedTerminal()), 2)
  })
})
