// An OpenID provider of others, oidc-provider, that binds tokens to keys (RFC 9449) and knows no web messages.
import { randomBytes } from 'node:crypto'
import Provider from 'oidc-provider'
import { startProgram, type App } from './app-server.ts'

export type OtherIssuer = App & { readonly client_id: string }

/** One with a public client at `origin`; whoever logs in on its pages for development is whom they say they are. */
export async function startOtherIssuer(origin: string): Promise<OtherIssuer> {
  const client_id = 'page'
  const app = await startProgram(async (issuer) => {
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id,
          token_endpoint_auth_method: 'none',
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
          redirect_uris: [`${origin}/callback`],
          post_logout_redirect_uris: [`${origin}/goodbye`],
        },
      ],
      cookies: { keys: [randomBytes(16).toString('hex')] },
      clientBasedCORS: () => true,
      rotateRefreshToken: true,
      features: {
        devInteractions: { enabled: true },
        dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
        revocation: { enabled: true },
      },
    })
    return provider.callback()
  })
  return { ...app, client_id }
}
