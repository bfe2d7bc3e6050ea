// What the API says about itself. RFC 9728
import { resourceMetadataUrl, type ResourceMetadata } from '@symbolon/protocol/oauth/rfc9728-resource-metadata'
import { PROOF_ALGORITHMS } from './dpop/proof.ts'
import { InvalidOption, type Settings } from './settings.ts'

export type ResourceDocument = { readonly url: string; readonly path: string; readonly document: ResourceMetadata }

/** The document and where it stands; undefined where the API has not been given a URL for a name. Throws InvalidOption. */
export function resourceDocument(settings: Settings): ResourceDocument | undefined {
  const { resource, audiences, issuers, dpop, certificateRequired } = settings
  if (!resource) return undefined
  const { identifier = audiences[0] ?? '', name, documentation, scopes } = resource
  if (!URL.canParse(identifier) || !/^https?:$/.test(new URL(identifier).protocol)) {
    throw new InvalidOption('resource.identifier must be a URL, since the audience is none')
  }
  const url = resourceMetadataUrl(identifier)
  return {
    url,
    path: new URL(url).pathname,
    document: {
      resource: identifier,
      authorization_servers: [...issuers.keys()],
      bearer_methods_supported: ['header'],
      ...(scopes && { scopes_supported: scopes }),
      ...(name !== undefined && { resource_name: name }),
      ...(documentation !== undefined && { resource_documentation: documentation }),
      dpop_signing_alg_values_supported: PROOF_ALGORITHMS,
      ...(dpop?.mode === 'required' && { dpop_bound_access_tokens_required: true }),
      ...(certificateRequired && { tls_client_certificate_bound_access_tokens: true }),
    },
  }
}
