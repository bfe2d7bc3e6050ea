// oidc-provider with one client and one API that takes JWT access tokens, everything in its own memory.
// Port and algorithm in the arguments; client id, secret and API in the environment, and where its people come back to, if it has any.
import { generateKeyPairSync } from 'node:crypto'
import Provider from 'oidc-provider'
import type { Grant, GrantContext } from 'oidc-provider'

const [, , port = '', alg = ''] = process.argv
const { CLIENT_ID = '', CLIENT_SECRET = '', AUDIENCE = '', CALLBACK } = process.env

const { privateKey } =
  alg === 'RS256'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' })

/** Whoever is logged in has agreed to everything, as at a first-party application. */
async function loadExistingGrant({ oidc: { client, session, provider } }: GrantContext): Promise<Grant> {
  const known = session.grantIdFor(client.clientId)
  if (known) return provider.Grant.find(known)
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
  grant.addOIDCScope('openid profile email read renew')
  grant.addResourceScope(AUDIENCE, 'read renew')
  await grant.save()
  return grant
}

/** What makes it log people in. */
const forPeople = {
  cookies: { keys: ['bench'] },
  claims: { openid: ['sub'], profile: ['name', 'nickname', 'picture'], email: ['email', 'email_verified'] },
  conformIdTokenClaims: false,
  // It takes `offline_access` only together with a page that asks for consent.
  issueRefreshToken: async (_context: unknown, _client: unknown, { scopes }: { scopes: ReadonlySet<string> }) =>
    scopes.has('renew'),
  rotateRefreshToken: true,
  loadExistingGrant,
  findAccount: (_context: unknown, sub: string) => ({
    accountId: sub,
    claims: () => ({ sub, ...person }),
  }),
}

/** What Symbolon says about its own. */
const person = {
  name: 'anna@bench.example',
  nickname: 'anna',
  picture: `https://secure.gravatar.com/avatar/${'0'.repeat(32)}?s=480&r=pg&d=https%3A%2F%2Fcdn.auth0.com%2Favatars%2Fan.png`,
  email: 'anna@bench.example',
  email_verified: false,
}

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      token_endpoint_auth_method: 'client_secret_post',
      ...(CALLBACK === undefined
        ? { grant_types: ['client_credentials'], redirect_uris: [], response_types: [] }
        : {
            grant_types: ['authorization_code', 'refresh_token'],
            redirect_uris: [CALLBACK],
            response_types: ['code'],
          }),
      id_token_signed_response_alg: alg,
    },
  ],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: 'bench' }] },
  scopes: ['read', 'renew'],
  ...(CALLBACK === undefined ? {} : forPeople),
  ttl: { ClientCredentials: 86400, AccessToken: 86400, IdToken: 36000, Session: 86400, Grant: 86400 },
  features: {
    devInteractions: { enabled: CALLBACK !== undefined },
    clientCredentials: { enabled: CALLBACK === undefined },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: 'read renew',
        audience: AUDIENCE,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg } },
      }),
    },
  },
})

provider.listen(Number(port), '127.0.0.1')
