// symbolon decode: look into a token, and check it.
import { Command } from 'commander'
import { checkToken, readToken } from '@symbolon/server/check-token'
import { CommandError, EXIT, usageError } from '../command-error.ts'
import { issuerOf, withUrl } from '../connection.ts'
import { printable, printableJson } from '../output/printable.ts'
import { wrap } from '../output/table.ts'
import type { Terminal } from '../terminal.ts'
import { fetchPublishedKeys, isSameIssuer } from '../token/published-keys.ts'
import { recognize } from '../token/recognize.ts'
import { tokenLetter } from '../token/token-letter.ts'
import { otherIssuer, verdictOf, type Verdict } from '../token/verdict.ts'

type Options = {
  readonly url?: string
  readonly issuer?: string
  readonly verify: boolean
  readonly json?: boolean
}

type Token = Exclude<ReturnType<typeof readToken>, { readonly valid: false }>

const DESCRIPTION = `Shows what stands in a JSON Web Token, and checks it against the public keys of the server.

The keys are fetched from the server that you name (--url, SYMBOLON_URL or --issuer), never from an address that only the
token names: a token can come from anybody. Whether the token is meant for your API is for your API to judge.

Ends with 0 when the token is valid, with 1 when it is not or could not be checked, with 2 when the question was wrong.`

const EXAMPLES = `
Examples:
  symbolon token | symbolon decode
      get a token, and look into it
  symbolon decode --issuer https://login.example.com/ "$TOKEN"
      check a token of another server that you trust
  symbolon decode --no-verify "$TOKEN"
      look only; nothing leaves this machine`

const clean = (text: string): string => text.trim().replace(/^Bearer\s+/i, '')

const readArgument = async (argument: string | undefined, terminal: Terminal): Promise<string> => {
  const token = clean(argument === undefined || argument === '-' ? await terminal.readInput() : argument)
  if (token === '') throw usageError('There is no token: give it as an argument, or on standard input.')
  return token
}

const look = (text: string): Token => {
  const reading = readToken(text)
  if (!('valid' in reading)) return reading
  const hint = text.includes('.') || text.length > 4096 ? '' : ' An opaque token can be read by its server alone.'
  throw new CommandError(`This is no JSON Web Token: ${printable(reading.message)}.${hint}`)
}

const verify = async (text: string, token: Token, options: Options, terminal: Terminal): Promise<Verdict> => {
  if (options.issuer !== undefined && !/^https?:\/\/./.test(options.issuer)) {
    throw usageError('--issuer must be an http or https URL.')
  }
  const expected = options.issuer ?? issuerOf(options, terminal)
  const { iss } = token.claims
  if (typeof iss !== 'string' || !isSameIssuer(iss, expected)) return otherIssuer(iss, expected)
  const now = Math.floor(terminal.now() / 1000)
  try {
    const { issuer, jwks } = await fetchPublishedKeys(expected)
    return verdictOf(checkToken(text, jwks, issuer, now), token, issuer, now)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    return { state: 'unchecked', reason: 'unreachable', sentence: `Not checked. ${error.message}` }
  }
}

const LOOKED_ONLY: Verdict = { state: 'unchecked', reason: undefined, sentence: 'Not checked, as you asked.' }

/** The command `decode`. */
export function decodeCommand(terminal: Terminal): Command {
  const command = new Command('decode')
    .summary('look into a token, and check it against the keys of its server')
    .description(DESCRIPTION)
    .argument('[token]', 'the token; from standard input when it is not given, or "-"')
    .option('--issuer <url>', 'the server whose keys to check with, when it is not that of --url')
    .option('--no-verify', 'look only, ask no server')
    .option('--json', 'everything as JSON, for programs')
    .addHelpText('after', EXAMPLES)
  return withUrl(command).action(async (argument: string | undefined, options: Options) => {
    const text = await readArgument(argument, terminal)
    const token = look(text)
    const verdict = options.verify ? await verify(text, token, options, terminal) : LOOKED_ONLY
    const { header, claims } = token
    if (options.json) {
      const { dialect } = recognize(header, claims)
      terminal.write(printableJson({ header, claims, dialect, bytes: text.length, verdict }))
    } else {
      terminal.write(tokenLetter(token, text.length, Math.floor(terminal.now() / 1000), terminal.columns))
      terminal.write(`\n${wrap(verdict.sentence, terminal.columns ?? Number.POSITIVE_INFINITY).join('\n')}`)
    }
    if (options.verify && verdict.state !== 'valid') process.exitCode = EXIT.failed
  })
}
