// What symbolon client create does beyond the fields: what an application of its kind begins with, the APIs that it may call by its own
// name, and whose users may log in to it.
import { APPLICATION_KINDS } from '@symbolon/protocol/auth0/application-kinds'
import { CLIENT_GRANT } from '@symbolon/protocol/entities/client-grant'
import { CONNECTION } from '@symbolon/protocol/entities/connection'
import type { Document } from '@symbolon/protocol/entities/entity'
import { CLIENT_CREDENTIALS } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import { CommandError } from '../command-error.ts'
import type { Creation } from '../entities/look.ts'
import type { ManagementClient } from '../management-client.ts'
import { printable, shown } from '../output/printable.ts'
import type { Terminal } from '../terminal.ts'
import { readGrants, type WantedGrant } from './wanted-grants.ts'

const several = (text: string, previous: string[] = []): string[] => [...previous, text]

export const newClient = (terminal: Terminal): Creation => ({
  extend: (command) => {
    command.option(
      '--grant <api:scopes>',
      'let it call this API: an identifier, a colon, scopes with commas between, or * for all; say it again for more',
      several,
    )
    command.option(
      '--connection <name>',
      'let the users of this connection log in to it; say it again for more',
      several,
    )
  },
  prepare: async (management, { grant, connection }, said) => {
    const grants = Array.isArray(grant) ? await readGrants(management, grant.map(String)) : []
    const connections = Array.isArray(connection) ? await connectionIds(management, connection.map(String)) : new Map()
    return {
      presets: beginningOf(said, grants.length > 0),
      finish: async ({ client_id }) => {
        for (const wanted of grants) await allow(management, client_id, wanted, terminal)
        for (const [name, id] of connections) await openTo(management, client_id, name, id, terminal)
      },
    }
  },
})

/** Whoever is granted an API by its own name is a machine, unless it is said to be something else. */
function beginningOf({ app_type }: Document, isGranted: boolean): Document {
  const kind = APPLICATION_KINDS.find(
    (one) => one.app_type === (app_type ?? (isGranted ? 'non_interactive' : undefined)),
  )
  if (!kind) return {}
  const { app_type: type, grant_types, token_endpoint_auth_method } = kind
  return {
    app_type: type,
    grant_types: isGranted ? [...new Set([...grant_types, CLIENT_CREDENTIALS])] : grant_types,
    // A secret is what the server gives by itself, and leaves open that a key takes its place.
    ...(token_endpoint_auth_method === 'none' ? { token_endpoint_auth_method } : {}),
  }
}

async function allow(
  { call }: ManagementClient,
  client_id: unknown,
  { audience, scope }: WantedGrant,
  terminal: Terminal,
): Promise<void> {
  const what = `may not call ${printable(audience)} yet`
  await orSay(what, () => call('POST', CLIENT_GRANT.path, { client_id, audience, scope }))
  const may =
    scope.length === 0 ? 'without any scope' : `with ${scope.length === 1 ? shown(scope[0]) : `${scope.length} scopes`}`
  terminal.remark(`It may call ${printable(audience)} ${may}.`)
}

async function openTo(
  { call }: ManagementClient,
  client_id: unknown,
  name: string,
  id: string,
  terminal: Terminal,
): Promise<void> {
  const path = `${CONNECTION.path}/${encodeURIComponent(id)}/clients`
  await orSay(`lets nobody of ${printable(name)} in yet`, () => call('PATCH', path, [{ client_id, status: true }]))
  terminal.remark(`Users of ${printable(name)} may log in to it.`)
}

/** @throws CommandError that says how far it went: the client itself is there by now */
async function orSay(what: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    throw new CommandError(`The client is made, but ${what}: ${error.message}`)
  }
}

/** The id of each connection that is named, before anything is made. @throws CommandError for a name that there is not */
async function connectionIds(
  { list }: ManagementClient,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>()
  for (const name of names) {
    const { documents } = await list(CONNECTION, CONNECTION.path, { name }, 1)
    const id = documents[0]?.['id']
    if (typeof id !== 'string') throw new CommandError(`There is no connection ${printable(name)}.`)
    ids.set(name, id)
  }
  return ids
}
