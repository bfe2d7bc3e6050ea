// discovery: what the server says about itself. Everything in it is made from the lists that the code itself uses.
import type { EndpointMember } from '@symbolon/protocol/oauth/rfc8414-server-metadata'
import type { ProviderMetadata } from '@symbolon/protocol/oidc/discovery'
import { TOKEN_ALGORITHMS } from '../jose/algorithms.ts'
import type { Tenancy } from '../tenancy.ts'

/** Paths of the endpoints there are, by their member: `{ token_endpoint: '/oauth/token' }`. */
export type Endpoints = { readonly [M in EndpointMember]?: string }

/** The lists that the rooms beside this one work by. A list left out is of something that does not exist. */
export type Offered = {
  readonly grantTypes: readonly string[]
  readonly clientAuthenticationMethods: readonly string[]
  readonly assertionAlgorithms: readonly string[]
  readonly responseTypes?: readonly string[]
  readonly responseModes?: readonly string[]
  readonly codeChallengeMethods?: readonly string[]
  readonly prompts?: readonly string[]
  readonly scopes?: readonly string[]
  readonly claims?: readonly string[]
}

type OptionalLists = Partial<
  Pick<
    ProviderMetadata,
    | 'scopes_supported'
    | 'claims_supported'
    | 'response_modes_supported'
    | 'code_challenge_methods_supported'
    | 'prompt_values_supported'
  >
>

const optionalLists = ({ scopes, claims, responseModes, codeChallengeMethods, prompts }: Offered): OptionalLists => ({
  ...(scopes === undefined ? {} : { scopes_supported: scopes }),
  ...(claims === undefined ? {} : { claims_supported: claims }),
  ...(responseModes === undefined ? {} : { response_modes_supported: responseModes }),
  ...(codeChallengeMethods === undefined ? {} : { code_challenge_methods_supported: codeChallengeMethods }),
  ...(prompts === undefined ? {} : { prompt_values_supported: prompts }),
})

/** RFC 8414 §2: `implicit` is a grant type too, though no token endpoint takes it. */
const grantTypesOf = ({ grantTypes, responseTypes = [] }: Offered): readonly string[] =>
  responseTypes.some((type) => type.includes('token')) ? [...grantTypes, 'implicit'] : grantTypes

/** The document of both well-known paths. RFC 8414 §2, Discovery 1.0 §3. reference: Authentication API, section 2.1. */
export const serverMetadata = (
  { tenant: { issuer } }: Pick<Tenancy, 'tenant'>,
  endpoints: Endpoints,
  offered: Offered,
): ProviderMetadata => ({
  issuer,
  ...Object.fromEntries(Object.entries(endpoints).map(([member, path]) => [member, issuer.slice(0, -1) + path])),
  ...optionalLists(offered),
  response_types_supported: offered.responseTypes ?? [],
  grant_types_supported: grantTypesOf(offered),
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: TOKEN_ALGORITHMS,
  token_endpoint_auth_methods_supported: offered.clientAuthenticationMethods,
  ...(offered.clientAuthenticationMethods.includes('private_key_jwt')
    ? { token_endpoint_auth_signing_alg_values_supported: offered.assertionAlgorithms }
    : {}),
  request_parameter_supported: false,
  request_uri_parameter_supported: false,
})
