// GET /.well-known/jwks.json. RFC 7517 §5; reference: Authentication API, section 2.2.
import { JWKS_MAX_AGE } from '@symbolon/protocol/oauth/rfc7517-jwks'
import { publicKeySet } from '@symbolon/core/tokens/signing-keys'
import { publicDocument, type Answer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'

export async function jwks({ tenancy }: Call): Promise<Answer> {
  return publicDocument('application/json; charset=utf-8', JSON.stringify(await publicKeySet(tenancy)), JWKS_MAX_AGE)
}
