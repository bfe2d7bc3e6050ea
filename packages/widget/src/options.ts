// What a page says about its box: once when it makes one, and again each time it shows it, in Lock's names, those of today and those
// that old pages have.

/** How somebody is logged in. */
export type AuthOptions = {
  /** Whether the page goes through the server and comes back; else it stays where it is. By default it goes. */
  readonly redirect?: boolean
  /** The server's own page in a window of its own, instead of fields in the box: the only way that needs no site in common. */
  readonly popup?: boolean
  readonly redirectUrl?: string
  /** By default `token`. */
  readonly responseType?: string
  /** The API that the access token is for. */
  readonly audience?: string
  /** Whether an answer in the page's address is taken when the page loads; by default it is. */
  readonly autoParseHash?: boolean
  /** Further parameters of the request, such as `scope`, `state`, `nonce`, `organization`. */
  readonly params?: Readonly<Record<string, unknown>>
}

export type Screen = 'login' | 'signUp' | 'forgotPassword'

export type ShowOptions = {
  readonly auth?: AuthOptions
  readonly initialScreen?: Screen
  readonly allowLogin?: boolean
  readonly allowSignUp?: boolean
  readonly allowForgotPassword?: boolean
  /** Id or name of the organization that somebody logs in to. */
  readonly organization?: string
  readonly prefill?: { readonly email?: string; readonly username?: string }
  /** A BCP 47 tag; by default the page's own language, else the browser's. */
  readonly language?: string
  /** Older name of `auth.responseType`. */
  readonly responseType?: string
  /** Older name of `auth.redirectUrl`. */
  readonly callbackURL?: string
  /** Older name of `auth.params`. */
  readonly authParams?: Readonly<Record<string, unknown>>
}

export type BoxOptions = ShowOptions & {
  /** `id` of the element in which the box stands; without it, it opens above the page. */
  readonly container?: string
  /** Whether somebody can close it; by default they can. */
  readonly closable?: boolean
  /** Whether it goes away when somebody is logged in; by default it does. */
  readonly autoclose?: boolean
  /** Address of a picture, instead of the application's. */
  readonly logo?: string
  /** Name of the database of users, where the application has several. */
  readonly defaultDatabaseConnection?: string
}

/** All that has been said, with what is meant by silence. */
export type Wanted = {
  readonly screen: Screen
  readonly allowed: Readonly<Record<Screen, boolean>>
  readonly closable: boolean
  readonly logo: string | undefined
  readonly connection: string | undefined
  /** As the page names it. */
  readonly organization: string | undefined
  readonly typed: { readonly email: string; readonly username: string }
  readonly language: string | undefined
  readonly way: 'redirect' | 'inline' | 'popup'
  /** Of the authorization request, in auth0.js's names. */
  readonly request: Readonly<Record<string, unknown>>
}

const wayOf = ({ popup = false, redirect = true }: AuthOptions): Wanted['way'] => {
  if (popup) return 'popup'
  return redirect ? 'redirect' : 'inline'
}

/** What the later word changes about the earlier one. */
export function wantedOf(base: BoxOptions, shown: ShowOptions = {}): Wanted {
  const auth: AuthOptions = { ...base.auth, ...shown.auth }
  const params = { ...base.authParams, ...base.auth?.params, ...shown.authParams, ...shown.auth?.params }
  const redirectUri = shown.callbackURL ?? shown.auth?.redirectUrl ?? base.callbackURL ?? base.auth?.redirectUrl
  const responseType = shown.responseType ?? shown.auth?.responseType ?? base.responseType ?? base.auth?.responseType
  const said: BoxOptions = { ...base, ...shown }
  const { email = '', username = '' } = said.prefill ?? {}
  const organization = said.organization ?? params['organization']
  return {
    screen: said.initialScreen ?? 'login',
    allowed: {
      login: said.allowLogin ?? true,
      signUp: said.allowSignUp ?? true,
      forgotPassword: said.allowForgotPassword ?? true,
    },
    closable: said.closable ?? true,
    logo: said.logo,
    connection: said.defaultDatabaseConnection,
    organization: typeof organization === 'string' ? organization : undefined,
    typed: { email, username },
    language: said.language,
    way: wayOf(auth),
    request: {
      ...(auth.audience === undefined ? {} : { audience: auth.audience }),
      ...params,
      responseType: responseType ?? 'token',
      redirectUri: redirectUri ?? `${globalThis.location.origin}${globalThis.location.pathname}`,
    },
  }
}
