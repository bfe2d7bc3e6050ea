// `client` of a WebAuth: what asks the issuer directly.
import { authError } from './auth-result.ts'
import { answerBack, type Callback } from './callback.ts'
import { wireNames, type LegacyOptions } from './options.ts'
import { getWithToken, post } from './requests.ts'

type Options = LegacyOptions & Readonly<Record<string, unknown>>

/** Tokens as the token endpoint gave them. */
export type TokenResult = {
  readonly accessToken: string
  readonly idToken?: string
  readonly refreshToken?: string
  readonly tokenType: string
  /** Seconds. */
  readonly expiresIn: number
  readonly scope?: string
}

export type Authentication = {
  readonly buildAuthorizeUrl: (options: Options) => string
  readonly buildLogoutUrl: (options?: {
    readonly returnTo?: string
    readonly clientID?: string
    readonly federated?: boolean
  }) => string
  /** A password of the connection `realm` for tokens. */
  readonly login: (options: Options, callback: Callback<TokenResult>) => void
  /** A password of the tenant's default connection for tokens. */
  readonly loginWithDefaultDirectory: (options: Options, callback: Callback<TokenResult>) => void
  readonly oauthToken: (options: Options, callback: Callback<TokenResult>) => void
  readonly userInfo: (accessToken: string, callback: Callback<unknown>) => void
}

export const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm'

const tokenResult = (body: unknown): TokenResult => {
  const { access_token, id_token, refresh_token, token_type, expires_in, scope } = Object(body)
  return {
    accessToken: access_token,
    tokenType: token_type,
    expiresIn: expires_in,
    ...(id_token === undefined ? {} : { idToken: id_token }),
    ...(refresh_token === undefined ? {} : { refreshToken: refresh_token }),
    ...(scope === undefined ? {} : { scope }),
  }
}

/** @param issuer - with its last slash */
export function newAuthentication(issuer: string, base: Options): Authentication {
  const oauthToken: Authentication['oauthToken'] = ({ password, ...options }, callback) => {
    const { clientID, scope, audience } = base
    const parameters = {
      ...wireNames({ clientID, scope, audience, ...options }),
      ...(password === undefined ? {} : { password }),
    }
    answerBack(callback, authError, async () => tokenResult(await post(`${issuer}oauth/token`, parameters)))
  }
  return {
    buildAuthorizeUrl: (options) => `${issuer}authorize?${new URLSearchParams(wireNames({ ...base, ...options }))}`,
    buildLogoutUrl: ({ returnTo, clientID, federated } = {}) => {
      const query = new URLSearchParams({ client_id: clientID ?? base.clientID ?? '' })
      if (returnTo !== undefined) query.set('returnTo', returnTo)
      if (federated) query.set('federated', '')
      return `${issuer}v2/logout?${query}`
    },
    login: (options, callback) => oauthToken({ grant_type: PASSWORD_REALM, ...options }, callback),
    loginWithDefaultDirectory: (options, callback) => oauthToken({ grant_type: 'password', ...options }, callback),
    oauthToken,
    userInfo: (accessToken, callback) =>
      answerBack(callback, authError, () => getWithToken(`${issuer}userinfo`, accessToken)),
  }
}
