// What the screens know of a tenant's things, in the spelling of the Management API.
import { useList } from './lists.ts'

export type Application = {
  readonly client_id: string
  readonly name: string
  readonly app_type?: string
  readonly description?: string
  readonly global?: boolean
  readonly grant_types?: readonly string[]
  readonly token_endpoint_auth_method?: string
}

export type Permission = { readonly value: string; readonly description?: string }

export type Api = {
  readonly id: string
  readonly name: string
  readonly identifier: string
  readonly is_system: boolean
  readonly scopes?: readonly Permission[]
  readonly token_lifetime: number
  readonly signing_alg: string
}

export type ClientGrant = {
  readonly id: string
  readonly client_id: string
  readonly audience: string
  readonly scope: readonly string[]
  readonly allow_all_scopes?: boolean
}

export type User = {
  readonly user_id: string
  readonly email?: string
  readonly name?: string
  readonly blocked?: boolean
  readonly last_login?: string
  readonly identities?: readonly { readonly connection: string }[]
}

export type Role = { readonly id: string; readonly name: string; readonly description?: string }

export const APPLICATIONS =
  '/clients?is_global=false&fields=client_id,name,app_type,grant_types,token_endpoint_auth_method'

export const APIS = '/resource-servers'

export const useApplications = () => useList<Application>(APPLICATIONS, 'clients')

export const useApis = () => useList<Api>(APIS, 'resource_servers')
