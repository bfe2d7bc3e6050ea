// Where values of keywords come from: a file that is named, and the environment, as auth0-deploy-cli has them.
import { secretsFrom, type FindSecret } from '../code/folder-secrets.ts'
import { readObject } from '../code/read-object.ts'
import { usageError } from '../command-error.ts'
import { isDocument } from '../management-client.ts'
import type { Terminal } from '../terminal.ts'
import type { FindKeyword } from './keywords.ts'

/** How auth0-deploy-cli is told of them, by a member of its configuration and by the environment. */
const MAPPINGS = 'AUTH0_KEYWORD_REPLACE_MAPPINGS'

const mappingsIn = (text: string | undefined): object => {
  if (text === undefined || text === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (isDocument(value)) return value
  } catch {
    // Said below, without the text: it may hold secrets.
  }
  throw usageError(`${MAPPINGS} must hold a JSON object.`)
}

export type GivenKeywords = { readonly find: FindKeyword; readonly secret: FindSecret }

/** What the file of `--secrets` and the environment say. @throws CommandError when they cannot be read */
export async function givenKeywords(file: string | undefined, terminal: Terminal): Promise<GivenKeywords> {
  const { environment } = terminal
  const said = file === undefined ? {} : await readObject(file, '--secrets', terminal)
  const { [MAPPINGS]: mappings, ...plain } = said
  const all: Readonly<Record<string, unknown>> = {
    ...mappingsIn(environment[MAPPINGS]),
    ...(isDocument(mappings) ? mappings : {}),
    ...plain,
  }
  const texts = Object.entries(all).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return {
    find: (name) => (Object.hasOwn(all, name) ? all[name] : undefined),
    secret: secretsFrom(Object.fromEntries(texts), terminal),
  }
}
