// Which server a command speaks to, and as whom: options first, then the environment.
import { Option, type Command } from 'commander'
import { baseUrl } from '@symbolon/server/read-setting'
import { usageError } from './command-error.ts'
import { readFileOrExplain, type Terminal } from './terminal.ts'

export type ConnectionOptions = {
  readonly url?: string
  readonly clientId?: string
  readonly clientSecret?: string
  readonly key?: string
  readonly keyAlg?: string
}

/** How a client proves who it is. */
export type Proof = { readonly secret: string } | { readonly pem: string; readonly alg: string | undefined }

export type Credentials = { readonly client_id: string; readonly proof: Proof }

const DEFAULT_URL = 'http://localhost:3000'

/** Adds the option that says which server. */
export const withUrl = (command: Command, group = 'Which server:'): Command =>
  command.addOption(new Option('--url <url>', `the server; else SYMBOLON_URL, else ${DEFAULT_URL}`).helpGroup(group))

/** Adds the options that say which server, and who asks. */
export const withConnection = (command: Command): Command => {
  const group = 'Which server, and as whom:'
  const option = (flags: string, says: string) => command.addOption(new Option(flags, says).helpGroup(group))
  withUrl(command, group)
  option('--client-id <id>', 'who asks; else SYMBOLON_CLIENT_ID')
  option(
    '--client-secret <secret>',
    'the secret of that client; else SYMBOLON_CLIENT_SECRET. Better there, or "-" for standard input: a command line is seen by everybody on the machine and kept in the history of your shell',
  )
  option('--key <file>', 'a private key in PEM instead of a secret (private_key_jwt)')
  option('--key-alg <alg>', 'what to sign with: RS256, RS384, PS256 or ES256; as the key goes by default')
  return command
}

/** The issuer of the server that is meant, with its trailing slash. @throws CommandError */
export function issuerOf({ url }: ConnectionOptions, { environment }: Terminal): string {
  const [source, text] =
    url === undefined ? ['SYMBOLON_URL', environment['SYMBOLON_URL'] || DEFAULT_URL] : ['--url', url]
  try {
    return baseUrl(text)
  } catch (error) {
    throw usageError(`${source} ${error instanceof Error ? error.message : 'cannot be read'}.`)
  }
}

/** The same; undefined where nobody says which. @throws CommandError */
export const namedIssuer = (options: ConnectionOptions, terminal: Terminal): string | undefined =>
  (options.url ?? terminal.environment['SYMBOLON_URL'] ?? '') === '' ? undefined : issuerOf(options, terminal)

const fromEnvironment = ({ environment }: Terminal): { id: string | undefined; secret: string | undefined } =>
  environment['SYMBOLON_CLIENT_ID']
    ? { id: environment['SYMBOLON_CLIENT_ID'], secret: environment['SYMBOLON_CLIENT_SECRET'] }
    : {
        id: environment['SYMBOLON_BOOTSTRAP_CLIENT_ID'],
        secret: environment['SYMBOLON_BOOTSTRAP_CLIENT_SECRET'] ?? environment['SYMBOLON_CLIENT_SECRET'],
      }

/** Who asks. @throws CommandError when nobody is named, or has nothing to prove it with */
export async function credentialsOf(options: ConnectionOptions, terminal: Terminal): Promise<Credentials> {
  const known = fromEnvironment(terminal)
  const client_id = options.clientId ?? known.id
  if (!client_id) {
    throw usageError(
      'Which client asks? Set SYMBOLON_CLIENT_ID and SYMBOLON_CLIENT_SECRET, as the first start of Symbolon prints them, or use --client-id and --client-secret.',
    )
  }
  if (options.key !== undefined) {
    if (options.clientSecret !== undefined) throw usageError('Use --key or --client-secret, not both.')
    return { client_id, proof: { pem: readFileOrExplain(options.key, 'The file of --key,'), alg: options.keyAlg } }
  }
  if (options.clientSecret === '-') return { client_id, proof: { secret: (await terminal.readInput()).trim() } }
  // A secret of the environment belongs to the client that the environment names.
  const secret =
    options.clientSecret ?? (client_id === known.id ? known.secret : terminal.environment['SYMBOLON_CLIENT_SECRET'])
  if (!secret) {
    throw usageError(
      `The secret of the client is missing. Set SYMBOLON_CLIENT_SECRET, or pipe it in with --client-secret -, or use --key.`,
    )
  }
  return { client_id, proof: { secret } }
}
