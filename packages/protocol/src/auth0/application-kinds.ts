// What an application of each kind begins with, where a person makes one and says no more than its kind. The Management API knows
// nothing of this: what it is not told has the defaults of the entity.
import { AUTHORIZATION_CODE, CLIENT_CREDENTIALS, REFRESH_TOKEN } from '../oauth/rfc6749-oauth2.ts'

export type ApplicationKind = {
  readonly app_type: string
  readonly grant_types: readonly string[]
  /** `none`: what runs in other people's hands keeps no secret. */
  readonly token_endpoint_auth_method: 'client_secret_post' | 'none'
}

const FOR_PEOPLE = [AUTHORIZATION_CODE, REFRESH_TOKEN]

export const APPLICATION_KINDS: readonly ApplicationKind[] = [
  { app_type: 'regular_web', grant_types: FOR_PEOPLE, token_endpoint_auth_method: 'client_secret_post' },
  { app_type: 'spa', grant_types: FOR_PEOPLE, token_endpoint_auth_method: 'none' },
  { app_type: 'native', grant_types: FOR_PEOPLE, token_endpoint_auth_method: 'none' },
  {
    app_type: 'non_interactive',
    grant_types: [CLIENT_CREDENTIALS],
    token_endpoint_auth_method: 'client_secret_post',
  },
]
