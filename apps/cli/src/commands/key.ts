// symbolon key: the keys that a tenant signs with.
import { Command } from 'commander'
import { withConnection, type ConnectionOptions } from '../connection.ts'
import { isDocument, openManagement } from '../management-client.ts'
import { shown, printableJson } from '../output/printable.ts'
import { labelled, table } from '../output/table.ts'
import { fromNow } from '../output/time-words.ts'
import type { Terminal } from '../terminal.ts'
import { agreed } from '../agree.ts'

type Options = ConnectionOptions & { readonly json?: boolean; readonly alg?: string; readonly yes?: boolean }
type Key = Readonly<Record<string, unknown>>

const DESCRIPTION = `Shows and changes the keys that the tenant signs tokens with.

There is a ring of keys for each algorithm in use, made by itself with the first API that is created with it, or by hand
before an API in use changes to it. A ring always has a next key, published already but not signing, and a current one. Rotating lets
the next one sign and makes a new next one; the one before is still published, so that its tokens stay valid, until it is
revoked.`

const EXAMPLES = `
Examples:
  symbolon key list
      which key signs, which comes next
  symbolon key create --alg ES256
      make the keys for one more algorithm
  symbolon key rotate --alg ES256
      let the next key for ES256 sign`

const STATES = ['revoked', 'current', 'next', 'previous'] as const

/** What a key is at present, in one word. */
export const stateOf = (key: Key): string => STATES.find((state) => key[state] === true) ?? ''

const since = (key: Key, now: number): string => {
  const time = stateOf(key) === 'revoked' ? key['revoked_at'] : (key['current_until'] ?? key['current_since'])
  const seconds = typeof time === 'string' ? Date.parse(time) / 1000 : Number.NaN
  return Number.isFinite(seconds) ? fromNow(seconds, now) : ''
}

const management = (command: Command): Command => withConnection(command.option('--json', 'as JSON, for programs'))

function listCommand(terminal: Terminal): Command {
  const command = new Command('list')
    .summary('the keys there are')
    .description('Lists every signing key of the tenant, also the ones that were revoked.')
    .addHelpText('after', '\nExamples:\n  symbolon key list\n  symbolon key list --json')
  return management(command).action(async (options: Options) => {
    const keys = await openManagement(options, terminal).call('GET', 'keys/signing')
    if (options.json) return terminal.write(printableJson(keys))
    const now = terminal.now() / 1000
    const rows = (Array.isArray(keys) ? keys.filter(isDocument) : []).map((key) => [
      shown(key['kid']),
      shown(key['alg']),
      stateOf(key),
      since(key, now),
    ])
    terminal.write(table(['KID', 'ALG', 'STATE', 'SINCE'], rows, terminal.columns))
  })
}

function createCommand(terminal: Terminal): Command {
  const command = new Command('create')
    .summary('make the keys of one more algorithm')
    .description(
      `Makes and publishes the keys of one more algorithm, before an API needs them. The first API that is created with an
algorithm gets its keys by itself; an API in use may change its algorithm only when the new keys have been published for a
few seconds. To replace keys there are, see symbolon key rotate.`,
    )
    .requiredOption('--alg <alg>', 'PS256, ES256 or EdDSA')
    .addHelpText('after', '\nExamples:\n  symbolon key create --alg ES256\n  symbolon key create --alg EdDSA --json')
  return management(command).action(async (options: Options) => {
    const key = await openManagement(options, terminal).call('POST', 'keys/signing', { alg: options.alg })
    if (options.json) return terminal.write(printableJson(key))
    const kid = isDocument(key) ? shown(key['kid']) : ''
    const rows = [
      ['published', kid],
      ['algorithm', shown(options.alg)],
    ]
    terminal.write(labelled(rows, terminal.columns).join('\n'))
  })
}

function rotateCommand(terminal: Terminal): Command {
  const command = new Command('rotate')
    .summary('let the next key sign, and make a new next one')
    .description(
      `Lets the next key sign from now on, and publishes a new next one. APIs notice nothing: the next key has been published before, and
the one before stays published. A next key that is too young is refused, since somebody may not have seen it yet: wait a
few seconds and try again.`,
    )
    .option('--alg <alg>', 'of which ring: RS256, PS256, ES256 or EdDSA', 'RS256')
    .addHelpText('after', '\nExamples:\n  symbolon key rotate\n  symbolon key rotate --alg EdDSA')
  return management(command).action(async (options: Options) => {
    const key = await openManagement(options, terminal).call('POST', 'keys/signing/rotate', { alg: options.alg })
    if (options.json) return terminal.write(printableJson(key))
    const kid = isDocument(key) ? shown(key['kid']) : ''
    const rows = [
      ['signs now', kid],
      ['algorithm', shown(options.alg)],
    ]
    terminal.write(labelled(rows, terminal.columns).join('\n'))
  })
}

function revokeCommand(terminal: Terminal): Command {
  const command = new Command('revoke')
    .summary('publish a previous key no more')
    .description(
      'Takes a previous key out of the published set. Every token that it signed is worth nothing from then on, as soon as APIs read the set again.',
    )
    .argument('<kid>', 'the key, as symbolon key list shows it')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      '\nExamples:\n  symbolon key revoke x1SbVAbcQfHoSmYjcJu4j\n  symbolon key revoke x1SbVAbcQfHoSmYjcJu4j --yes',
    )
  return management(command).action(async (kid: string, options: Options) => {
    const { call } = openManagement(options, terminal)
    await agreed(`Revoke the key ${shown(kid)}? Its tokens become worthless.`, options, terminal)
    const key = await call('PUT', `keys/signing/${encodeURIComponent(kid)}/revoke`, {})
    if (options.json) return terminal.write(printableJson(key))
    terminal.remark(`The key ${shown(kid)} is revoked.`)
  })
}

/** The command `key`. */
export const keyCommand = (terminal: Terminal): Command =>
  new Command('key')
    .summary('show, create, rotate and revoke signing keys')
    .description(DESCRIPTION)
    .addCommand(listCommand(terminal))
    .addCommand(createCommand(terminal))
    .addCommand(rotateCommand(terminal))
    .addCommand(revokeCommand(terminal))
    .addHelpText('after', EXAMPLES)
