// What an API says about itself. RFC 9728 §2

export type ResourceMetadata = {
  /** The identifier of the API: a URL. */
  readonly resource: string
  readonly authorization_servers?: readonly string[]
  readonly scopes_supported?: readonly string[]
  readonly bearer_methods_supported?: readonly string[]
  readonly resource_name?: string
  readonly resource_documentation?: string
  readonly tls_client_certificate_bound_access_tokens?: boolean
  readonly dpop_signing_alg_values_supported?: readonly string[]
  readonly dpop_bound_access_tokens_required?: boolean
}

const WELL_KNOWN = '/.well-known/oauth-protected-resource'

/** Where the document of `resource` is read: between host and path. RFC 9728 §3.1 */
export const resourceMetadataUrl = (resource: string): string => {
  const { origin, pathname, search } = new URL(resource)
  return `${origin}${WELL_KNOWN}${pathname === '/' ? '' : pathname}${search}`
}
