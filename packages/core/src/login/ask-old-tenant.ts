// What another tenant says of somebody who is not here yet: its password-realm grant whether name and password are right, its /userinfo who
// that is. reference: Authentication API, sections 5.4, 9 and 22.2.
import { PASSWORD_REALM } from '@symbolon/protocol/auth0/grant-types'
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { ImportFrom } from '@symbolon/protocol/entities/connection-options'
import type { Document } from '@symbolon/protocol/entities/entity'
import { foreignText } from '../audit/log-events.ts'
import { openedOption } from '../connections/sealed-options.ts'
import type { OutsideResponse } from '../outside-call.ts'
import type { Tenancy } from '../tenancy.ts'
import type { AnswerFromElsewhere, Typed } from './elsewhere.ts'

/** Milliseconds for each of the two requests. */
const MOST_TIME = 10_000

/** Refusals that are about the person. Others may be about us. */
const ABOUT_THE_PERSON: ReadonlySet<unknown> = new Set([
  'invalid_grant',
  'unauthorized',
  'too_many_attempts',
  'password_leaked',
  'mfa_required',
])

type Call = Pick<Parameters<Tenancy['callOutside']>[0], 'method' | 'headers'> & { readonly body?: string }

const isMap = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const bodyOf = ({ body }: OutsideResponse): Document => {
  try {
    const said: unknown = JSON.parse(Buffer.from(body, 'base64').toString('utf8'))
    return isMap(said) ? said : {}
  } catch {
    return {}
  }
}

async function call({ callOutside }: Tenancy, { domain }: ImportFrom, path: string, asked: Call) {
  const { body, ...request } = asked
  const response = await callOutside({
    ...request,
    url: `https://${domain}${path}`,
    ...(body === undefined ? {} : { body: Buffer.from(body).toString('base64') }),
    timeout: MOST_TIME,
  })
  return { status: response.status, said: bodyOf(response) }
}

/** Asks for a token as the person would. */
async function askForToken(
  tenancy: Tenancy,
  connection: Connection,
  from: ImportFrom,
  { username, password, visitor: { ip } }: Typed,
) {
  const secret = from.client_secret ? { client_secret: openedOption(tenancy, from.client_secret) } : {}
  return call(tenancy, from, '/oauth/token', {
    method: 'POST',
    headers: [
      ['content-type', 'application/json'],
      ['accept', 'application/json'],
      // Where the application may say so, guessing is counted there by person, and not for all of them together.
      ...(ip === undefined ? [] : [['auth0-forwarded-for', ip] as const]),
    ],
    body: JSON.stringify({
      grant_type: PASSWORD_REALM,
      client_id: from.client_id,
      ...secret,
      realm: from.realm ?? connection.name,
      scope: 'openid profile email phone',
      username,
      password,
    }),
  })
}

const FIELDS: Readonly<Record<string, string>> = {
  email: 'email',
  email_verified: 'email_verified',
  phone_number: 'phone_number',
  phone_number_verified: 'phone_verified',
  name: 'name',
  given_name: 'given_name',
  family_name: 'family_name',
  nickname: 'nickname',
  picture: 'picture',
}

/** The claims that a user here has too. */
const rowOf = (claims: Document): Document => ({
  user_id: claims['sub'],
  ...Object.fromEntries(
    Object.entries(FIELDS).flatMap(([claim, field]) => {
      const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined
      return value === undefined || value === null || value === '' ? [] : [[field, value]]
    }),
  ),
})

const words = (status: number, { error, error_description }: Document): string =>
  [status, foreignText(error), foreignText(error_description)].filter(Boolean).join(' ')

/** A refusal that something typed may have led to must not keep all others out. */
const failureOf = (status: number): 'failed' | 'away' => (status >= 500 || status === 429 ? 'away' : 'failed')

/** Never rejects: whatever goes wrong is an answer that says why. */
export async function askOldTenant(
  tenancy: Tenancy,
  connection: Connection,
  from: ImportFrom,
  typed: Typed,
): Promise<AnswerFromElsewhere> {
  try {
    const tokens = await askForToken(tenancy, connection, from, typed)
    const { access_token, error } = tokens.said
    if (tokens.status !== 200 || typeof access_token !== 'string') {
      const outcome = ABOUT_THE_PERSON.has(error) ? 'wrong' : failureOf(tokens.status)
      return { outcome, why: `${from.domain} answered ${words(tokens.status, tokens.said)}` }
    }
    const headers = [['authorization', `Bearer ${access_token}`]] as const
    const user = await call(tenancy, from, '/userinfo', { method: 'GET', headers })
    if (user.status !== 200) {
      return {
        outcome: failureOf(user.status),
        why: `${from.domain} answered ${words(user.status, user.said)} at /userinfo`,
      }
    }
    return { outcome: 'right', row: rowOf(user.said) }
  } catch (error) {
    const why = foreignText(error instanceof Error ? error.message : String(error))
    return { outcome: 'away', why: `${from.domain} cannot be asked: ${why}` }
  }
}
