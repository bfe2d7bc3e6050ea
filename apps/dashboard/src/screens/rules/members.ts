// What a rule finds around it, for completion. docs/rules.md; reference: extensibility, sections 4, 5 and 8.
import { membersOf } from '../../editor/members.ts'

const user = {
  user_id: 'text',
  email: 'text',
  email_verified: 'true or false',
  name: 'text',
  given_name: 'text',
  family_name: 'text',
  nickname: 'text',
  username: 'text',
  phone_number: 'text',
  phone_verified: 'true or false',
  picture: 'URL',
  created_at: 'time',
  updated_at: 'time',
  last_password_reset: 'time',
  blocked: 'true or false',
  identities: 'list',
  app_metadata: 'object or undefined',
  user_metadata: 'object or undefined',
}

const context = {
  tenant: 'text',
  clientID: 'text',
  clientName: 'text',
  clientMetadata: 'object',
  connection: 'text',
  connectionID: 'text',
  connectionStrategy: 'text',
  connectionMetadata: 'object',
  protocol: 'text',
  original_protocol: 'text',
  sessionID: 'text',
  stats: { loginsCount: 'number' },
  accessToken: { scope: 'list or text' },
  idToken: 'claims',
  request: { ip: 'text', hostname: 'text', userAgent: 'text', query: 'object', body: 'object', geoip: 'object' },
  redirect: { url: 'URL' },
  primaryUser: 'user id',
  authentication: { methods: 'list' },
  authorization: { roles: 'list of names' },
  organization: { id: 'text', name: 'text', display_name: 'text', metadata: 'object' },
  jwtConfiguration: { scopes: 'object', lifetimeInSeconds: 'number' },
}

const METADATA = '(user_id, metadata)'

/** `keys` are those of the configuration. */
export const ruleMembers = (keys: readonly string[]) =>
  membersOf({
    user,
    context,
    callback: '(error, user, context)',
    configuration: Object.fromEntries(keys.map((key) => [key, 'text'])),
    global: 'kept between runs',
    auth0: {
      domain: 'text',
      baseUrl: 'URL',
      accessToken: 'text or undefined',
      users: { updateUserMetadata: METADATA, updateAppMetadata: METADATA },
    },
    UnauthorizedError: '(message)',
    require: '(name)',
    fetch: '(url, options)',
  })
