// Which of a client's credentials prove it: `client_authentication_methods` and `signed_request_object` name them by id. On POST
// they may stand there themselves. reference: Management API, section 5.
import type { Client } from '@symbolon/protocol/entities/client'
import type { ClientCredential } from '@symbolon/protocol/entities/client-credential'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { Change } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import { MAX_CREDENTIALS, newCredential } from './credential-keys.ts'
import { invalidBody } from './refusals.ts'

type Methods = NonNullable<Client['client_authentication_methods']>
type Method = NonNullable<Methods[keyof Methods]>

/** The fields of a client that name credentials. */
const NAMING = ['client_authentication_methods', 'signed_request_object'] as const

const METHODS = ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'] as const

const mapMethods = (methods: Methods, change: (method: Method, property: string) => Method): Methods => {
  const after: Partial<Record<keyof Methods, Method>> = {}
  for (const name of METHODS) {
    const method = methods[name]
    if (method) after[name] = change(method, `client_authentication_methods.${name}.credentials`)
  }
  return after
}

/** The methods with every credential that stands in them put in its own place, and those credentials. */
export const takeInlineCredentials = (
  tenancy: Tenancy,
  client_id: string,
  methods: Methods,
): { readonly methods: Methods; readonly credentials: readonly ClientCredential[] } => {
  const credentials: ClientCredential[] = []
  const taken = mapMethods(methods, (method, property) => ({
    credentials: method.credentials.map((sent: Document) => {
      if (sent['pem'] === undefined) throw invalidBody('Missing required property: pem', property)
      if (sent['id'] !== undefined) throw invalidBody('Additional properties not allowed: id', property)
      const credential = newCredential(tenancy, client_id, sent)
      credentials.push(credential)
      return { id: credential.id }
    }),
  }))
  if (credentials.length > MAX_CREDENTIALS) {
    throw invalidBody(`Array is too long, maximum ${MAX_CREDENTIALS}`, 'client_authentication_methods')
  }
  return { methods: taken, credentials }
}

/**
 * When `sent` says which credentials `client` names: every one of them must be its own, and still be there when the change is
 * done. @throws ApiError 400
 */
export const requireOwnCredentials = async (
  tenancy: Tenancy,
  client: Client,
  sent: Document,
): Promise<readonly Change[]> => {
  if (!NAMING.some((field) => Object.hasOwn(sent, field))) return []
  const named: [id: string | undefined, property: string][] = []
  mapMethods(client.client_authentication_methods ?? {}, (method, property) => {
    for (const credential of method.credentials) {
      const isReference = Object.keys(credential).every((field) => field === 'id')
      if (!isReference) throw invalidBody('A client that exists takes credentials by id', property)
      named.push([credential.id, property])
    }
    return method
  })
  for (const { id } of client.signed_request_object?.credentials ?? [])
    named.push([id, 'signed_request_object.credentials'])
  if (named.length === 0) return []
  const where = { client_id: client.client_id }
  const own = await tenancy.store.all('client_credentials', where)
  for (const [id, property] of named) {
    if (!own.some((credential) => credential.id === id)) throw invalidBody('The credential does not exist', property)
  }
  return [{ unchanged: 'client_credentials', where, documents: own }]
}

/** The client without this credential among its methods; the same client when it is not there. */
export const withoutCredential = (client: Client, id: string): Client => {
  const others = (credentials: readonly { readonly id?: string }[]) => credentials.filter((one) => one.id !== id)
  const { client_authentication_methods: methods, signed_request_object: requests } = client
  const isNamed =
    METHODS.some((name) => methods?.[name]?.credentials.some((one) => one.id === id)) ||
    requests?.credentials?.some((one) => one.id === id)
  if (!isNamed) return client
  return {
    ...client,
    ...(methods
      ? {
          client_authentication_methods: mapMethods(methods, (method) => ({ credentials: others(method.credentials) })),
        }
      : {}),
    ...(requests?.credentials
      ? { signed_request_object: { ...requests, credentials: requests.credentials.filter((one) => one.id !== id) } }
      : {}),
  }
}
