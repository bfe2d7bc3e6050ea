// POST /explain: why a token looks as it does, or as it would. Whoever asks may read what the answer shows. design.md §7
import { anyText, count, several } from '@symbolon/protocol/entities/answers'
import {
  oneOf,
  optional,
  record,
  string,
  type Static,
  anything,
  bool,
  nullable,
  openRecord,
  type Schema,
} from '@symbolon/protocol/entities/schema'
import { printable, freeMap } from '@symbolon/protocol/entities/words'
import type { User } from '@symbolon/protocol/entities/user'
import { EXPLAINED_GRANTS, organizationOf, type Asked as Request } from '../explain/asked.ts'
import { explainRequest } from '../explain/explain-request.ts'
import { explainToken, type ExplainedToken } from '../explain/explain-token.ts'
import type { Story } from '../explain/story.ts'
import { EXPLAINED_IN, wordsIn } from '../explain/words.ts'
import type { Tenancy } from '../tenancy.ts'
import { visitorOf, type Caller } from './caller.ts'
import { endpoint, holds, type Asked } from './endpoint.ts'
import { invalidBody } from './refusals.ts'
import { requireRight } from './rights.ts'

/** Characters of a token that is looked at. */
const MAX_TOKEN = 16 * 1024

const BODY = record({
  token: optional(string({ minLength: 1, maxLength: MAX_TOKEN })),
  client_id: optional(printable(64)),
  user_id: optional(printable(300)),
  grant_type: optional(oneOf(...EXPLAINED_GRANTS)),
  audience: optional(printable(600)),
  scope: optional(string({ maxLength: 8192 })),
  organization: optional(printable(64)),
  language: optional(oneOf(...EXPLAINED_IN)),
})

type Body = Static<typeof BODY>

/** What every answer shows besides the client; whose token it is comes on top. */
const READ: readonly (readonly string[])[] = [['read:resource_servers'], ['read:client_grants']]

const READ_USERS = ['read:users']

const READ_ORGANIZATIONS = 'read:organizations'

/** What the tenant's code wrote and did. */
const READ_CODE: readonly (readonly string[])[] = [['read:rules'], ['read:actions']]

const codeFor = (caller: Caller): Request['showsCode'] => ({
  rule: holds(caller, 'read:rules'),
  action: holds(caller, 'read:actions'),
  hook: holds(caller, 'read:hooks'),
})

const explain = async (tenancy: Tenancy, caller: Caller, { body }: Asked<Body>): Promise<ExplainedToken | Story> => {
  if (body.token !== undefined) return explainGiven(tenancy, caller, body, body.token)
  const request = await requestIn(tenancy, caller, body)
  return explainRequest(tenancy, request, visitorOf(caller))
}

async function explainGiven(tenancy: Tenancy, caller: Caller, body: Body, token: string): Promise<ExplainedToken> {
  const other = Object.keys(body).find((name) => name !== 'token' && name !== 'language')
  if (other !== undefined) throw invalidBody('A token is explained by itself, a request without one', other)
  // Before anything of it is decided: a token may be anybody's.
  for (const anyOf of [...READ, READ_USERS, ...READ_CODE]) requireRight(tenancy, caller, anyOf)
  return explainToken(tenancy, token.trim(), {
    visitor: visitorOf(caller),
    words: wordsIn(body.language),
    showsOrganizations: holds(caller, READ_ORGANIZATIONS),
    showsCode: codeFor(caller),
  })
}

async function requestIn(tenancy: Tenancy, caller: Caller, body: Body): Promise<Request> {
  const { client_id, user_id, audience, scope, organization } = body
  if (client_id === undefined) throw invalidBody('Missing required property: client_id')
  for (const anyOf of READ) requireRight(tenancy, caller, anyOf)
  const client = await tenancy.store.find('clients', { client_id })
  if (!client) throw invalidBody('There is no client of this id', 'client_id')
  const { grant_type = user_id === undefined ? 'client_credentials' : 'authorization_code' } = body
  const user = await userIn(tenancy, caller, grant_type, user_id)
  const showsCode = codeFor(caller)
  const words = wordsIn(body.language)
  const request: Request = { words, client, user, grant_type, audience, scope, organization, showsCode }
  if (organizationOf(request) !== undefined) requireRight(tenancy, caller, [READ_ORGANIZATIONS])
  return request
}

async function userIn(
  tenancy: Tenancy,
  caller: Caller,
  grant_type: Request['grant_type'],
  user_id: string | undefined,
): Promise<User | undefined> {
  if (grant_type === 'client_credentials') {
    if (user_id !== undefined) throw invalidBody('A client that speaks for itself has no user', 'user_id')
    return undefined
  }
  for (const anyOf of [READ_USERS, ...READ_CODE]) requireRight(tenancy, caller, anyOf)
  if (user_id === undefined) throw invalidBody(`Missing required property: user_id`)
  const user = await tenancy.store.findUser(user_id)
  if (!user) throw invalidBody('There is no user of this id', 'user_id')
  return user
}

const CLAIMS = several(record({ name: anyText(), value: anything(), origin: anyText(), bytes: count() }))

const HEADER = nullable(freeMap(50))

const PLACE = record({ entity: anyText(), id: anyText(), field: anyText() })

const HELP = { fix: optional(anyText()), at: optional(PLACE) }

const WITHHELD = several(record({ part: oneOf('now', 'org_id', 'code'), scope: anyText() }))

const STORY = record({
  decisions: several(record({ step: anyText(), says: anyText(), ...HELP })),
  refusal: nullable(
    record({
      error: anyText(),
      error_description: anyText(),
      status: count(),
      detail: optional(anyText()),
      ...HELP,
    }),
  ),
  token: nullable(
    record({
      format: oneOf('jwt', 'opaque'),
      header: HEADER,
      claims: CLAIMS,
      lifetime: record({ seconds: count(), origin: anyText(), at: optional(PLACE) }),
      size: nullable(record({ bytes: count(), budget: count() })),
    }),
  ),
  scopes: record({
    granted: several(record({ scope: anyText(), origin: anyText() })),
    dropped: several(record({ scope: anyText(), reason: anyText(), ...HELP })),
  }),
  code: several(openRecord({ name: anyText() }, 50)),
  withheld: WITHHELD,
})

/** Of a request that has not been made, or of a token. */
const EXPLANATION: Schema<unknown> = {
  anyOf: [
    STORY,
    record({
      kind: oneOf('access_token', 'id_token', 'opaque_access_token', 'refresh_token', 'encrypted', 'unknown'),
      verdict: record({ accepted: bool(), says: anyText(), ...HELP }),
      header: HEADER,
      claims: CLAIMS,
      size: count(),
      now: nullable(STORY),
      withheld: WITHHELD,
    }),
  ],
}

export const EXPLAIN_ENDPOINTS = [
  endpoint({
    method: 'POST',
    path: '/explain',
    status: 200,
    scopes: ['read:clients'],
    bodySchema: BODY,
    answers: EXPLANATION,
    act: explain,
  }),
]
