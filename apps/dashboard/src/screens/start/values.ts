// What the programs of the guided start are filled with.
import { ISSUER } from '../../session/client.ts'
import type { Api, Application } from '../../session/nouns.ts'
import { useSecret } from './secret.ts'
import type { Values } from './snippets.ts'

/** Stands where the secret would, once nobody knows it any more. */
const UNKNOWN_SECRET = 'YOUR_CLIENT_SECRET'

export function useValues(api: Api, { client_id }: Application): Values {
  const secret = useSecret(client_id)
  return {
    issuer: ISSUER,
    audience: api.identifier,
    alg: api.signing_alg,
    client_id,
    client_secret: secret ?? UNKNOWN_SECRET,
    scope: api.scopes?.[0]?.value,
  }
}
