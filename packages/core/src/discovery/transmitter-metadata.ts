// What this server says about itself to receivers of security events. Shared Signals Framework 1.0 §7.1
import { POLL_DELIVERY, PUSH_DELIVERY, type TransmitterMetadata } from '@symbolon/protocol/signals/security-event'
import type { Tenancy } from '../tenancy.ts'

/** `jwksPath`: where the tenant's keys are. Streams are made by the Management API, so that no `configuration_endpoint` is named. */
export const transmitterMetadata = (
  { tenant: { issuer } }: Pick<Tenancy, 'tenant'>,
  jwksPath: string,
): TransmitterMetadata => ({
  spec_version: '1_0',
  issuer,
  jwks_uri: issuer.slice(0, -1) + jwksPath,
  delivery_methods_supported: [PUSH_DELIVERY, POLL_DELIVERY],
  authorization_schemes: [{ spec_urn: 'urn:ietf:rfc:6749' }],
  default_subjects: 'ALL',
})
