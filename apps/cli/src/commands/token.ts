// symbolon token: get an access token.
import { Command } from 'commander'
import { credentialsOf, issuerOf, withConnection, type ConnectionOptions } from '../connection.ts'
import { printableJson } from '../output/printable.ts'
import { requestToken } from '../request-token.ts'
import type { Terminal } from '../terminal.ts'

type Options = ConnectionOptions & { readonly audience?: string; readonly scope?: string; readonly json?: boolean }

const DESCRIPTION = `Gets an access token for a machine (client credentials), and prints the token and nothing else.

The token is for the API that --audience names, by its identifier. Without it the server takes the default audience of the
tenant. The client needs a grant for that API: see symbolon client create --help.`

const EXAMPLES = `
Examples:
  symbolon token --audience https://api.example.com/
      a token for that API, with every scope the client has been granted
  curl -H "Authorization: Bearer $(symbolon token --audience https://api.example.com/)" http://localhost:8080/
      call an API with it`

/** The command `token`. */
export function tokenCommand(terminal: Terminal): Command {
  const command = new Command('token')
    .summary('get an access token')
    .description(DESCRIPTION)
    .option('--audience <identifier>', 'the API that the token is for')
    .option('--scope <scopes>', 'only these scopes, with spaces between; else all that are granted')
    .option('--json', 'the whole answer of the server: token, type, lifetime, scopes')
    .addHelpText('after', EXAMPLES)
  return withConnection(command).action(async (options: Options) => {
    const issuer = issuerOf(options, terminal)
    const credentials = await credentialsOf(options, terminal)
    const now = Math.floor(terminal.now() / 1000)
    const { access_token, body } = await requestToken(issuer, credentials, options, now)
    terminal.write(options.json ? printableJson(body) : access_token)
  })
}
