// jwks-rsa with jsonwebtoken: what most Node APIs written for Auth0 verify with.
import jsonwebtoken, { type Algorithm as JsonwebtokenAlgorithm } from 'jsonwebtoken'
import jwksRsa from 'jwks-rsa'
import type { Algorithm } from './arrange.ts'
import { judge } from './judge.ts'

/** jsonwebtoken has no EdDSA. */
const ALGORITHMS: Readonly<Partial<Record<Algorithm, JsonwebtokenAlgorithm>>> = {
  RS256: 'RS256',
  PS256: 'PS256',
  ES256: 'ES256',
  HS256: 'HS256',
}

judge({
  name: 'jwks-rsa with jsonwebtoken',
  guard: async ({ server, issuer = server, audience, algorithm, secret, at }) => {
    const keys = jwksRsa({ jwksUri: `${server}.well-known/jwks.json`, cache: true })
    const known = ALGORITHMS[algorithm]
    const clock = at ? { clockTimestamp: Math.floor(at.getTime() / 1000) } : {}
    const options = { issuer, audience, algorithms: known ? [known] : [], ...clock }
    return {
      verify: (token) =>
        new Promise((resolve, reject) => {
          jsonwebtoken.verify(
            token,
            async ({ kid }, answer) => {
              if (secret !== undefined) return answer(null, secret)
              try {
                answer(null, (await keys.getSigningKey(kid)).getPublicKey())
              } catch (error) {
                answer(error instanceof Error ? error : new Error(String(error)))
              }
            },
            options,
            (error, claims) => {
              if (error) reject(error)
              else resolve(typeof claims === 'object' ? claims : {})
            },
          )
        }),
    }
  },
  algorithms: ['RS256', 'PS256', 'ES256', 'HS256'],
  dialects: ['access_token', 'access_token_authz', 'rfc9068_profile', 'rfc9068_profile_authz'],
  reasons: {
    unknownKey: /Unable to find a signing key that matches/,
    issuer: /jwt issuer invalid/,
    audience: /jwt audience invalid/,
    expired: { name: 'TokenExpiredError' },
    signature: /invalid signature/,
    none: /jwt signature is required/,
    confusion: /invalid algorithm/,
    algorithm: /invalid algorithm/,
  },
  hasClock: true,
  // It remembers a key once it has met it, and reads the key set for every other.
  keepsKeySet: false,
})
