// What a login page of the tenant's own making is told: who wants what, and what to bring along to /usernamepassword/login. Put where the
// page says `@@config@@`. reference: Authentication API, section 3.5; the page's own code decodes it by atob, as UTF-8.
import type { AuthorizationRequest } from '@symbolon/core/one-time'
import type { Client } from '@symbolon/protocol/entities/client'
import type { TenantAtHost } from '@symbolon/core/tenancy'
import type { Appearance } from './appearance.ts'
import { pictureAddress } from './brand.ts'

const PLACE = '@@config@@'

type Told = {
  readonly tenant: TenantAtHost
  readonly client: Client
  readonly request: AuthorizationRequest
  /** Of our own: the handle of the paused request. */
  readonly state: string
  /** Random, and looked at by nobody: where a form comes from is told by its origin. Pages of Auth0's time send one. */
  readonly csrf: string
  readonly appearance: Appearance
}

type Members = Readonly<Record<string, unknown>>

/** What a login box sends along. */
const forwarded = ({ request, state, csrf }: Told): Members => ({
  protocol: 'oauth2',
  response_type: request.response_type,
  response_mode: request.response_mode,
  scope: request.scopes.join(' '),
  ...(request.audience === null ? {} : { audience: request.audience }),
  ...(request.nonce === null ? {} : { nonce: request.nonce }),
  ...(request.code_challenge === null
    ? {}
    : { code_challenge: request.code_challenge, code_challenge_method: request.code_challenge_method }),
  ...(request.prompt.length === 0 ? {} : { prompt: request.prompt.join(' ') }),
  ...(request.organization === undefined ? {} : { organization: request.organization }),
  state,
  _csrf: csrf,
  _intstate: 'deprecated',
})

/** The same, and whatever else an application may have said to its page. */
const extra = (told: Told): Members => {
  const { request, client } = told
  const hints = {
    login_hint: request.login_hint,
    screen_hint: request.screen_hint,
    connection: request.connection,
    acr_values: request.acr_values,
    max_age: request.max_age,
    ui_locales: request.ui_locales.length === 0 ? null : request.ui_locales.join(' '),
  }
  const said = Object.fromEntries(Object.entries(hints).filter(([, value]) => value !== null))
  return {
    ...request.further,
    ...said,
    client_id: client.client_id,
    redirect_uri: request.redirect_uri,
    ...forwarded(told),
  }
}

/** Colours are words for a page's style, and the tenant's own. */
const colour = (name: string, value: unknown): Members => (typeof value === 'string' ? { [name]: value } : {})

/** The object itself. */
export function ownLoginConfig(told: Told): Members {
  const { tenant, client, request, appearance } = told
  const icon = pictureAddress(appearance.logo, tenant.issuer) ?? pictureAddress(client.logo_uri, tenant.issuer)
  const origin = tenant.issuer.slice(0, -1)
  return {
    auth0Domain: tenant.host,
    auth0Tenant: tenant.name,
    clientConfigurationBaseUrl: tenant.issuer,
    languageBaseUrl: origin,
    assetsUrl: tenant.issuer,
    callbackURL: request.redirect_uri,
    callbackOnLocationHash: request.response_mode === 'fragment',
    clientID: client.client_id,
    ...(request.connection === null ? {} : { connection: request.connection }),
    ...(request.prompt.length === 0 ? {} : { prompt: request.prompt.join(' ') }),
    ...(icon === undefined ? {} : { icon }),
    colors: {
      ...colour('primary', appearance.colours?.primary),
      ...colour('page_background', appearance.colours?.page_background),
    },
    dict: { signin: { title: client.name } },
    ...(request.ui_locales[0] === undefined ? {} : { language: request.ui_locales[0] }),
    isThirdPartyClient: client.is_first_party === false,
    authorizationServer: { url: origin, issuer: tenant.issuer },
    extraParams: extra(told),
    internalOptions: forwarded(told),
  }
}

/** Places of a page that are filled: one is enough, and a page full of them would become a thousand times as long. */
const MOST_PLACES = 10

/** `page` with what it is told, where it asks. */
export function withConfig(page: string, config: Members): string {
  const encoded = Buffer.from(JSON.stringify(config)).toString('base64')
  let filled = 0
  return page.replaceAll(PLACE, (place) => ((filled += 1) > MOST_PLACES ? place : encoded))
}
