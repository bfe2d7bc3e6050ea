// What an application says once.

export type ClientSettings = {
  /** As the issuer calls itself, such as `https://login.example.com/`. */
  readonly issuer: string
  readonly client_id: string
  /** Where the issuer sends people back to; by default the page's origin and a slash. */
  readonly redirect_uri?: string
  /** The API that tokens are for when nothing else is said. */
  readonly audience?: string
  /** Words with spaces between; by default `openid profile email offline_access`. */
  readonly scope?: string
  /** How the issuer calls the API that a token is for: `resource` is RFC 8707's word for it. By default `audience`. */
  readonly audience_parameter?: 'audience' | 'resource'
  /** Whether tokens are bound to this browser where the issuer offers it; by default they are. */
  readonly dpop?: boolean
  /** Milliseconds that the issuer has for an answer in a hidden frame; by default 20 000. */
  readonly patience?: number
}

export type Settings = Required<ClientSettings>

/** The settings with all defaults. @throws TypeError when one cannot be meant */
export function completeSettings(settings: ClientSettings): Settings {
  if (!URL.canParse(settings.issuer))
    throw new TypeError('issuer is no URL: say it whole, such as https://login.example.com/')
  if (!settings.client_id) throw new TypeError('client_id is missing')
  return {
    redirect_uri: `${globalThis.location.origin}/`,
    audience: '',
    scope: 'openid profile email offline_access',
    audience_parameter: 'audience',
    dpop: true,
    patience: 20_000,
    ...settings,
  }
}
