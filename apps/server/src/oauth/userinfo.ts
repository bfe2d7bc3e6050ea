// GET and POST /userinfo. OpenID Connect Core §5.3, RFC 6750; reference: Authentication API, section 9.
import { OAuthError } from '@symbolon/core/errors'
import { unlessThrown, whenKnown, type Soon } from '@symbolon/core/soon'
import type { Tenancy } from '@symbolon/core/tenancy'
import { BearerRefused, userinfo } from '@symbolon/core/tokens/userinfo'
import { FORM_MEDIA_TYPE } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import { jsonNoStore, textNoStore, withHeaders, type Answer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { readParameters } from '../http/parameters.ts'

/** Longest token looked at, characters. */
const MAX_TOKEN = 16 * 1024

export function userInfo(call: Call): Soon<Answer> {
  if (call.query === '') return answerFor(call.tenancy, presentedToken(call, false))
  return whenKnown(isQueryAllowed(call.tenancy), (isAllowed) =>
    answerFor(call.tenancy, presentedToken(call, isAllowed)),
  )
}

function answerFor(tenancy: Tenancy, token: string | undefined): Soon<Answer> {
  if (token === undefined) return challenge(401, 'Bearer realm="Users"')
  if (token.length > MAX_TOKEN) return refusal(new BearerRefused('invalid_token', 'The token is invalid'))
  return unlessThrown(
    () => whenKnown(userinfo(tenancy, token), (claims) => jsonNoStore(200, claims)),
    (thrown) => {
      if (!(thrown instanceof BearerRefused)) throw thrown
      return refusal(thrown)
    },
  )
}

function refusal({ error, message }: BearerRefused): Answer {
  const status = error === 'insufficient_scope' ? 403 : 401
  return challenge(status, `Bearer realm="Users", error="${error}", error_description="${message}"`)
}

/** Published clients show this text as it is. RFC 6750 §3 */
const challenge = (status: number, value: string): Answer =>
  withHeaders(textNoStore(status, 'Unauthorized'), 'www-authenticate', value)

/** The token, wherever it stands. @throws OAuthError `invalid_request` when there are two. RFC 6750 §2 */
function presentedToken({ headers, body, query }: Call, queryAllowed: boolean): string | undefined {
  const { authorization, 'content-type': contentType } = headers
  const inHeader = authorization === undefined ? undefined : bearerOf(authorization)
  if (contentType === undefined && !queryAllowed) return inHeader
  const presented = [
    inHeader,
    isForm(contentType) ? readParameters(FORM_MEDIA_TYPE, body)['access_token'] : undefined,
    queryAllowed ? new URLSearchParams(query).get('access_token') : undefined,
  ].filter((token) => typeof token === 'string')
  if (presented.length > 1) throw new OAuthError('invalid_request', 'The access token was sent in more than one way')
  return presented[0]
}

/** What follows the scheme; whatever is no token will be refused as one. */
const bearerOf = (authorization: string): string => {
  const scheme = /^Bearer +/i.exec(authorization)
  return scheme ? authorization.slice(scheme[0].length).trimEnd() : ''
}

const isForm = (contentType: string | undefined): boolean =>
  contentType?.split(';', 1)[0]?.trim().toLowerCase() === FORM_MEDIA_TYPE

/** A token in a URL ends up in logs: only where the tenant's settings say that an old client needs it. */
const isQueryAllowed = ({ store }: Tenancy): Soon<boolean> =>
  whenKnown(store.find('tenant_settings', {}), (settings) => settings?.flags.allow_access_token_in_query === true)
