// Our own validator, held to what published ones are held to.
import { createValidator } from '@symbolon/validator'
import { judge } from './judge.ts'

const refusal = (reason: string) => ({ name: 'AccessRefused', reason })

judge({
  name: '@symbolon/validator',
  guard: async ({ server, issuer = server, audience, algorithm, secret, at }) => {
    const validator = createValidator({
      issuer: {
        issuer,
        algorithms: [algorithm],
        ...(secret === undefined ? { jwksUri: `${server}.well-known/jwks.json` } : { secret }),
        revocations: { follow: 'off' },
      },
      audience,
      // The clock of the server is moved there, and that of this process is not.
      clockTolerance: at ? 5 : 60,
      ...(at ? { now: () => at.getTime() } : {}),
      allowHttp: true,
      onNotice: () => undefined,
    })
    return { verify: async (token) => (await validator.verify(token)).claims }
  },
  algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256'],
  dialects: ['access_token', 'access_token_authz', 'rfc9068_profile', 'rfc9068_profile_authz'],
  reasons: {
    unknownKey: refusal('key'),
    issuer: refusal('issuer'),
    audience: refusal('audience'),
    expired: refusal('expired'),
    signature: refusal('signature'),
    none: refusal('malformed'),
    confusion: refusal('algorithm'),
    // A key for another algorithm than the one that is named is none.
    algorithm: refusal('key'),
    foreign: /another issuer/,
  },
  hasClock: true,
  keepsKeySet: true,
})
