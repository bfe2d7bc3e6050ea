// What a person is sent to the issuer with, and what is remembered until they are back. OpenID Connect Core 1.0, section 3.1.2.1.
import { randomWord, sha256, toBase64url } from './base64url.ts'
import type { Issuer } from './issuer.ts'
import type { Settings } from './settings.ts'

/** What one login, or one silent renewal, is about. */
export type Wish = {
  /** The API that the token is for; none: the issuer's default. */
  readonly audience?: string
  /** Scopes beside those of the settings. */
  readonly scopes?: readonly string[]
  readonly redirect_uri?: string
  /** Further parameters of the request, such as `prompt`, `login_hint`, `connection`, `screen_hint`, `ui_locales`, `organization`; never those that the library itself sets. */
  readonly parameters?: Readonly<Record<string, string>>
}

/** One request that has been sent and not been answered. Its verifier is of no use to anybody without the code. */
export type Pending = {
  readonly state: string
  readonly nonce: string
  readonly code_verifier: string
  readonly redirect_uri: string
  readonly audience: string
  readonly scope: string
  /** Seconds; as OpenID Connect means it. */
  readonly max_age: number | undefined
  readonly app_state: unknown
}

/** The scopes of the settings and of the wish, each once. */
export const scopeOf = ({ scope }: Settings, scopes: readonly string[] = []): string =>
  [...new Set([...scope.split(' '), ...scopes])].filter((word) => word !== '').join(' ')

/** The address at the issuer, and what to remember. */
export async function newRequest(
  issuer: Issuer,
  settings: Settings,
  wish: Wish,
  more: Readonly<Record<string, string>>,
  app_state?: unknown,
): Promise<{ readonly url: string; readonly pending: Pending }> {
  const max_age = wish.parameters?.['max_age']
  const pending: Pending = {
    state: randomWord(),
    nonce: randomWord(),
    code_verifier: randomWord(),
    redirect_uri: wish.redirect_uri ?? settings.redirect_uri,
    audience: wish.audience ?? settings.audience,
    scope: scopeOf(settings, wish.scopes),
    max_age: max_age === undefined ? undefined : Number(max_age),
    app_state,
  }
  const { state, nonce, redirect_uri, audience, scope } = pending
  const url = new URL(issuer.authorization_endpoint)
  // What the request is held against when it is answered comes last: nobody else's word replaces it.
  const parameters = {
    ...wish.parameters,
    client_id: settings.client_id,
    response_type: 'code',
    redirect_uri,
    scope,
    state,
    nonce,
    code_challenge: toBase64url(await sha256(pending.code_verifier)),
    code_challenge_method: 'S256',
    ...(audience === '' ? {} : { [settings.audience_parameter]: audience }),
    ...more,
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return { url: url.href, pending }
}
