// grants: the ways to prove an authorization at the token endpoint, one file each. This list is what the endpoint accepts
// and what discovery publishes.
import { authorizationCode } from './authorization-code.ts'
import { clientCredentials } from './client-credentials.ts'
import type { Grant } from './grant.ts'
import { password } from './password.ts'
import { passwordRealm } from './password-realm.ts'
import { refreshToken } from './refresh-token.ts'
import { tokenExchange } from './token-exchange.ts'

export const GRANTS: readonly Grant[] = [
  authorizationCode,
  refreshToken,
  clientCredentials,
  password,
  passwordRealm,
  tokenExchange,
]
