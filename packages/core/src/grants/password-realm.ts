// The person's password, in a directory that the request names. reference: Authentication API, section 5.4.
import { PASSWORD_REALM } from '@symbolon/protocol/auth0/grant-types'
import { requireParameter, type Grant } from './grant.ts'
import { provePassword } from './password-login.ts'

export const passwordRealm: Grant = {
  type: PASSWORD_REALM,
  confidentialOnly: false,
  logged: { success: 'sepft', failure: 'fepft' },

  prove: async (tenancy, client, parameters, visitor) =>
    provePassword(tenancy, client, parameters, visitor, {
      name: requireParameter(parameters, 'realm'),
      unusable: 'Unknown or invalid realm',
    }),
}
