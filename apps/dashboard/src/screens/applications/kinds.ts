// The kinds of application that people choose from, and what each begins with.
import type { TextKey } from '../../texts/index.ts'

type Kind = {
  readonly app_type: string
  readonly name: TextKey
  readonly hint: TextKey
  readonly grant_types: readonly string[]
  readonly token_endpoint_auth_method: string
}

export const KINDS: readonly Kind[] = [
  {
    app_type: 'regular_web',
    name: 'kindWeb',
    hint: 'kindWebHint',
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'client_secret_post',
  },
  {
    app_type: 'spa',
    name: 'kindSpa',
    hint: 'kindSpaHint',
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
  },
  {
    app_type: 'native',
    name: 'kindNative',
    hint: 'kindNativeHint',
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
  },
  {
    app_type: 'non_interactive',
    name: 'kindMachine',
    hint: 'kindMachineHint',
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'client_secret_post',
  },
]

export const kindOf = (app_type: string | undefined): Kind | undefined =>
  KINDS.find((kind) => kind.app_type === app_type)
