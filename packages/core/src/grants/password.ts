// The person's password, in the directory that the tenant has for it. RFC 6749 §4.3; reference: Authentication API, section 5.4.
import { PASSWORD } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import { OAuthError } from '../errors.ts'
import { getTenantSettings } from '../tenant-settings.ts'
import type { Grant } from './grant.ts'
import { provePassword } from './password-login.ts'

export const password: Grant = {
  type: PASSWORD,
  confidentialOnly: false,
  logged: { success: 'sepft', failure: 'fepft' },

  async prove(tenancy, client, parameters, visitor) {
    const { default_directory: name } = await getTenantSettings(tenancy)
    if (!name) throw new OAuthError('server_error', 'Authorization server not configured with default connection.')
    const unusable = 'invalid connection specified for password grant'
    return provePassword(tenancy, client, parameters, visitor, { name, unusable })
  },
}
