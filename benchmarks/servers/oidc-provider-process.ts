// oidc-provider with one client and one API that takes JWT access tokens, everything in its own memory.
// Port and algorithm in the arguments; client id, secret and API in the environment.
import { generateKeyPairSync } from 'node:crypto'
import Provider from 'oidc-provider'

const [, , port = '', alg = ''] = process.argv
const { CLIENT_ID = '', CLIENT_SECRET = '', AUDIENCE = '' } = process.env

const { privateKey } =
  alg === 'RS256'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' })

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      id_token_signed_response_alg: alg,
    },
  ],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: 'bench' }] },
  scopes: ['read'],
  ttl: { ClientCredentials: 86400 },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({
        scope: 'read',
        audience: AUDIENCE,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg } },
      }),
    },
  },
})

provider.listen(Number(port), '127.0.0.1')
