// Applications, APIs and whatever else a tenant has of a kind, as files name it: by names in the place of ids, where two have not the same.
import type { Document } from '@symbolon/protocol/entities/entity'
import { isDashboard } from '@symbolon/protocol/auth0/dashboard'
import { CLIENT } from '@symbolon/protocol/entities/client'
import { CLIENT_GRANT } from '@symbolon/protocol/entities/client-grant'
import { CONNECTION } from '@symbolon/protocol/entities/connection'
import { DISCOVERY_DOMAIN } from '@symbolon/protocol/entities/discovery-domain'
import { LOG_STREAM } from '@symbolon/protocol/entities/log-stream'
import { NETWORK_ACL } from '@symbolon/protocol/entities/network-acl'
import { ORGANIZATION } from '@symbolon/protocol/entities/organization'
import { RESOURCE_SERVER } from '@symbolon/protocol/entities/resource-server'
import { ROLE } from '@symbolon/protocol/entities/role'
import { SELF_SERVICE_PROFILE } from '@symbolon/protocol/entities/self-service-profile'
import { USER_ATTRIBUTE_PROFILE } from '@symbolon/protocol/entities/user-attribute-profile'
import { isDocument, type ManagementClient } from '../../management-client.ts'
import { allBelow } from '../all-below.ts'
import { documentsIn } from '../assets.ts'
import { allOf, inOrder, namesAlone, NOT_SHOWN, without, withoutSecretValues } from './collected.ts'

/** Names of things by their ids; an id stays where several have the same name. */
const namesOf = (documents: readonly Document[], id: string): ReadonlyMap<unknown, string> => {
  const alike = Map.groupBy(documents, ({ name }) => String(name))
  return new Map(
    documents.flatMap((one) => (alike.get(String(one['name']))?.length === 1 ? [[one[id], String(one['name'])]] : [])),
  )
}

type Names = ReadonlyMap<unknown, string>

const nameIn = (names: Names, id: unknown): string => names.get(id) ?? String(id)

const onTheWire = (document: Document): Document => withoutSecretValues(document) as Document

const pathOf = (base: string, id: unknown): string => `${base}/${encodeURIComponent(String(id))}`

async function connectionsOf(management: ManagementClient, clients: Names) {
  const found: Document[] = []
  for (const one of await allOf(management, CONNECTION)) {
    const { documents } = await management.list(
      { ...CLIENT, paging: ['checkpoint'] },
      `${pathOf(CONNECTION.path, one['id'])}/clients`,
      {},
      100_000,
    )
    const { configuration, ...options } = isDocument(one['options']) ? one['options'] : {}
    found.push({
      ...one,
      options: {
        ...(one['strategy'] === 'auth0' ? onTheWire(options) : (withoutSecretValues(options, 'anybodys') as Document)),
        ...(isDocument(configuration) ? { configuration: namesAlone(configuration) } : {}),
      },
      enabled_clients: inOrder(
        documents
          .filter(({ client_id }) => !isDashboard(String(client_id)))
          .map(({ client_id }) => nameIn(clients, client_id)),
      ),
    })
  }
  return found
}

async function organizationsOf(management: ManagementClient, clients: Names): Promise<readonly Document[]> {
  const found: Document[] = []
  for (const one of await allOf(management, ORGANIZATION)) {
    const base = pathOf(ORGANIZATION.path, one['id'])
    const connections = await allBelow(management, `${base}/connections`, 'connections')
    const grants = await allBelow(management, `${base}/client-grants`, 'client_grants')
    const { documents: domains } = await management.list(DISCOVERY_DOMAIN, `${base}/discovery-domains`, {}, 1000)
    found.push({
      ...one,
      connections: inOrder(
        connections.map(({ connection_id: _id, connection, ...how }) => ({
          name: isDocument(connection) ? connection['name'] : '',
          ...how,
        })),
      ),
      client_grants: inOrder(grants.map(({ client_id }) => ({ client_id: nameIn(clients, client_id) }))),
      discovery_domains: inOrder(
        domains.map((domain) => without(domain, 'id', 'verification_host', 'verification_txt')),
      ),
    })
  }
  return found
}

const rolesOf = async (management: ManagementClient): Promise<readonly Document[]> =>
  Promise.all(
    (await allOf(management, ROLE)).map(async (role) => ({
      ...role,
      permissions: inOrder(
        (await allBelow(management, `${pathOf(ROLE.path, role['id'])}/permissions`, 'permissions')).map(
          ({ permission_name, resource_server_identifier }) => ({ permission_name, resource_server_identifier }),
        ),
      ),
    })),
  )

async function profilesOf(management: ManagementClient): Promise<readonly Document[]> {
  const found: Document[] = []
  for (const one of await allOf(management, SELF_SERVICE_PROFILE)) {
    const path = `${pathOf(SELF_SERVICE_PROFILE.path, one['id'])}/custom-text/en/get-started`
    const texts = await management.call('GET', path)
    const isSaid = isDocument(texts) && Object.keys(texts).length > 0
    const plain = without(one, 'id', 'created_at', 'updated_at')
    found.push(isSaid ? { ...plain, customText: { en: { 'get-started': texts } } } : plain)
  }
  return found
}

/** What others are told of an application is named by them. */
function clientOf(client: Document): Document {
  const { addons, ...own } = without(client, 'client_secret', 'signing_keys', 'tenant', 'global')
  return { ...onTheWire(own), ...(addons === undefined ? {} : { addons: withoutSecretValues(addons, 'anybodys') }) }
}

const isBare = (address: string): boolean => {
  const { username, password, search } = new URL(address)
  return `${username}${password}${search}` === ''
}

/** A log stream; what its receiver knows us by is in no file. */
function streamOf({ sink, ...stream }: Document): Document {
  const { httpCustomHeaders, ...rest } = isDocument(sink) ? sink : {}
  const headers = documentsIn(httpCustomHeaders).map(({ header }) => ({ header, value: NOT_SHOWN }))
  const { httpEndpoint } = rest
  const shown = {
    ...onTheWire(rest),
    // What is asked for in an address, or stands before its host, may say who asks.
    ...(typeof httpEndpoint === 'string' && !isBare(httpEndpoint) ? { httpEndpoint: NOT_SHOWN } : {}),
    ...(headers.length > 0 ? { httpCustomHeaders: headers } : {}),
  }
  return { ...without(stream, 'id'), sink: shown }
}

/** Everything that a tenant has of these kinds, by the families of the files. */
export async function collectThings(management: ManagementClient): Promise<Document> {
  const clients = (await allOf(management, CLIENT, { is_global: 'false' })).filter(
    ({ client_id }) => !isDashboard(String(client_id)),
  )
  const names = namesOf(clients, 'client_id')
  const connections = await connectionsOf(management, names)
  const apis = await allOf(management, RESOURCE_SERVER)
  return {
    clients: clients.map(clientOf),
    resourceServers: apis
      .filter(({ is_system }) => is_system !== true)
      .map((api) => without(api, 'id', 'signing_secret', 'is_system')),
    clientGrants: (await allOf(management, CLIENT_GRANT)).map((grant) => ({
      ...without(grant, 'id'),
      client_id: nameIn(names, grant['client_id']),
    })),
    databases: connections.filter(({ strategy }) => strategy === 'auth0'),
    connections: connections.filter(({ strategy }) => strategy !== 'auth0'),
    roles: await rolesOf(management),
    organizations: await organizationsOf(management, names),
    logStreams: (await allOf(management, LOG_STREAM)).map(streamOf),
    userAttributeProfiles: (await allOf(management, USER_ATTRIBUTE_PROFILE)).map((one) => without(one, 'id')),
    selfServiceProfiles: await profilesOf(management),
    networkACLs: (await allOf(management, NETWORK_ACL)).map((one) => without(one, 'created_at', 'updated_at')),
  }
}
