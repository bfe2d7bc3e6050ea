// What the screens know of a tenant's things, in the spelling of the Management API.
import { useGrowingList, useList } from './lists.ts'

export type Application = {
  readonly client_id: string
  readonly name: string
  readonly app_type?: string
  readonly description?: string
  readonly global?: boolean
  readonly is_first_party?: boolean
  readonly grant_types?: readonly string[]
  readonly token_endpoint_auth_method?: string
  readonly client_authentication_methods?: {
    readonly private_key_jwt?: { readonly credentials: readonly { readonly id: string }[] }
  }
}

export type Permission = { readonly value: string; readonly description?: string }

export type Encryption = {
  readonly format: string
  readonly encryption_key: { readonly name?: string; readonly alg: string; readonly kid: string }
}

export type Api = {
  readonly id: string
  readonly name: string
  readonly identifier: string
  readonly is_system: boolean
  readonly scopes?: readonly Permission[]
  readonly token_lifetime: number
  readonly signing_alg: string
  readonly token_encryption?: Encryption | null
}

export type ClientGrant = {
  readonly id: string
  readonly client_id: string
  readonly audience: string
  readonly scope: readonly string[]
  readonly allow_all_scopes?: boolean
  readonly organization_usage?: 'deny' | 'allow' | 'require'
  readonly allow_any_organization?: boolean
}

export type User = {
  readonly user_id: string
  readonly email?: string
  readonly username?: string
  readonly name?: string
  readonly blocked?: boolean
  readonly last_login?: string
  readonly identities?: readonly {
    readonly connection: string
    readonly provider: string
    readonly user_id: string
  }[]
}

/** What a user is called on the screens. */
export const nameOfUser = ({ email, username, name, user_id }: User): string => email ?? username ?? name ?? user_id

export type Role = { readonly id: string; readonly name: string; readonly description?: string }

export type Right = { readonly resource_server_identifier: string; readonly permission_name: string }

export type Organization = { readonly id: string; readonly name: string; readonly display_name?: string }

export type Connection = {
  readonly id: string
  readonly name: string
  readonly strategy: string
  readonly display_name?: string
}

export const APPLICATIONS =
  '/clients?is_global=false&fields=client_id,name,app_type,grant_types,token_endpoint_auth_method'

export const APIS = '/resource-servers'

export const ROLES = '/roles'

export const ORGANIZATIONS = '/organizations'

export const CONNECTIONS = '/connections?fields=id,name,strategy,display_name'

export const useApplications = () => useGrowingList<Application>(APPLICATIONS, 'clients')

export const useRoles = () => useList<Role>(ROLES, 'roles')

export const useConnections = () => useList<Connection>(CONNECTIONS, 'connections')

export const useApis = () => useList<Api>(APIS, 'resource_servers')
