// jose: a remote key set and jwtVerify, as its documentation shows them.
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { judge } from './judge.ts'

judge({
  name: 'jose',
  guard: async ({ server, issuer = server, audience, algorithm, secret, at }) => {
    const clock = at ? { currentDate: at } : {}
    const options = { issuer, audience, algorithms: [algorithm], ...clock }
    const keys = createRemoteJWKSet(new URL('.well-known/jwks.json', server))
    return {
      verify: async (token) => {
        const key = secret === undefined ? keys : () => new TextEncoder().encode(secret)
        return (await jwtVerify(token, key, options)).payload
      },
    }
  },
  algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256'],
  dialects: ['access_token', 'access_token_authz', 'rfc9068_profile', 'rfc9068_profile_authz'],
  reasons: {
    unknownKey: { name: 'JWKSNoMatchingKey' },
    issuer: { name: 'JWTClaimValidationFailed', claim: 'iss' },
    audience: { name: 'JWTClaimValidationFailed', claim: 'aud' },
    expired: { name: 'JWTExpired' },
    signature: { name: 'JWSSignatureVerificationFailed' },
    none: { name: 'JOSEAlgNotAllowed' },
    confusion: { name: 'JOSEAlgNotAllowed' },
    algorithm: { name: 'JOSEAlgNotAllowed' },
  },
  hasClock: true,
  keepsKeySet: true,
})
