// Users: found, made, changed, removed. reference: Management API, section 8.
import type { Connection } from '@symbolon/protocol/entities/connection'
import { changedFields, changedDocument } from '@symbolon/protocol/entities/documents'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { User } from '@symbolon/protocol/entities/user'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { newLogEvent } from '../audit/log-events.ts'
import { isDatabase } from '../connections/for-client.ts'
import { ApiError } from '../errors.ts'
import { staysElsewhere } from '../login/database-script.ts'
import { recordLogin } from '../login/log.ts'
import type { Password } from '../records.ts'
import { runPostChangePassword, runPostUserRegistration } from '../rules/afterwards.ts'
import { executionDetails } from '../rules/executions.ts'
import { RegistrationDenied, runPreUserRegistration } from '../rules/pre-user-registration.ts'
import type { Occasion } from '../rules/registration-event.ts'
import type { Soon } from '../soon.ts'
import type { Tenancy } from '../tenancy.ts'
import { newUserDocument } from '../users/new-user.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { requireHoldsAsMuch } from './no-more-than-held.ts'
import { recordWrite } from './record-write.ts'
import { conflict, invalidBody, notAllowed } from './refusals.ts'
import { requireRight } from './rights.ts'
import { changeUserElsewhere } from './user-change-elsewhere.ts'
import { changedUser, changesLogin, identifierTaken, requireOneKind } from './user-changes.ts'
import { endEverything, endUser } from './user-ends.ts'
import { normalized, requireIdentifiers } from './user-identifiers.ts'
import { passwordOfNew, requireGoodPassword } from './user-passwords.ts'
import { sendVerification } from './user-verification.ts'
import { getUser, presentKeptUser, presentUser, USER_ANSWER } from './user-view.ts'
import { createUserElsewhere, removeUserElsewhere } from './users-elsewhere.ts'

const MAX_ATTEMPTS = 12

const databaseNamed = async ({ store }: Tenancy, name: unknown): Promise<Connection> => {
  const connection = typeof name === 'string' ? await store.find('connections', { name }) : undefined
  if (!connection) throw new ApiError(400, 'The connection does not exist', 'inexistent_connection')
  if (!isDatabase(connection)) {
    throw new ApiError(400, `Users of ${connection.name} are made by logging in`, 'operation_not_supported')
  }
  return connection
}

/** Whether a user of the connection needs a password to be made. */
const needsPassword = ({ options }: Connection): boolean => {
  const { enabled = true, api_behavior = 'required' } = options.authentication_methods?.password ?? {}
  return enabled && api_behavior === 'required'
}

const drafted = async (
  tenancy: Tenancy,
  connection: Connection,
  sent: Document,
): Promise<{ readonly user: User; readonly password: Password | undefined }> => {
  const fields = changedDocument<Partial<User>>(USER, {}, sent)
  const user = newUserDocument(tenancy, connection, fields)
  requireIdentifiers(connection, user)
  const { password } = sent
  if (typeof password === 'string' && staysElsewhere(connection)) {
    requireGoodPassword(connection, password, user)
    return { user, password: undefined }
  }
  if (typeof password === 'string') {
    return { user, password: await passwordOfNew(tenancy, connection, user, password) }
  }
  if (needsPassword(connection)) throw invalidBody('Missing required property: password')
  return { user, password: undefined }
}

const occasionOf = ({ ip, user_agent }: Caller, connection: Connection): Occasion => ({
  client: undefined,
  connection,
  visitor: { ip, user_agent },
  languages: [],
})

/** The user as the tenant's code allows it. @throws ApiError 400 when it does not, with the words it has for that; the log has its reason */
const allowed = async (tenancy: Tenancy, draft: User, password: unknown, occasion: Occasion): Promise<User> => {
  try {
    const typed = typeof password === 'string' ? password : undefined
    return { ...draft, ...(await runPreUserRegistration(tenancy, draft, typed, occasion)) }
  } catch (error) {
    if (!(error instanceof RegistrationDenied)) throw error
    const { visitor, client } = occasion
    const user_name = draft.email ?? draft.username ?? draft.phone_number
    const details = executionDetails(visitor)
    recordLogin(
      tenancy,
      'fs',
      { client, connection: occasion.connection, visitor, user_name },
      { description: error.message, details },
    )
    throw new ApiError(400, error.userMessage ?? 'The code of this tenant does not let the user register', 'hook_error')
  }
}

const inserted = async ({ store }: Tenancy, user: User, password: Password | undefined): Promise<User> => {
  if ((await store.insertUser(user, password)) === 'conflict') throw conflict(USER)
  return user
}

const createUser = async (tenancy: Tenancy, caller: Caller, { body }: Asked<Document>): Promise<Document> => {
  const sent = normalized(body)
  const connection = await databaseNamed(tenancy, sent['connection'])
  const { user: draft, password } = await drafted(tenancy, connection, sent)
  const occasion = occasionOf(caller, connection)
  const wanted = await allowed(tenancy, draft, sent['password'], occasion)
  const user = staysElsewhere(connection)
    ? await createUserElsewhere(tenancy, caller, connection, wanted, sent['password'])
    : await inserted(tenancy, wanted, password)
  recordWrite(tenancy, caller, USER, { id: user.user_id, changed: Object.keys(sent), after: user })
  const isProven = user.email === undefined || user.email_verified === true
  // A database elsewhere may know less of an address than the administrator says.
  const { email_verified: said, verify_email: wantsMail = said !== true } = sent
  if (!isProven && wantsMail === true) await sendVerification(tenancy, user, { caller })
  runPostUserRegistration(tenancy, user, occasion)
  return presentUser(user, caller)
}

const readUser = (tenancy: Tenancy, caller: Caller, { id, query }: Asked): Soon<Document> => {
  const asked = tenancy.store.findUser(id)
  if (asked && !(asked instanceof Promise)) return presentKeptUser(asked, caller, query.selection)
  // Who has to be asked for may be another object the next time: nothing is kept with it.
  return getUser(tenancy, id, asked).then((user) => presentUser(user, caller, query.selection))
}

const requireFieldRights = (tenancy: Tenancy, caller: Caller, sent: Document): void => {
  const scopes: Readonly<Record<string, readonly string[]>> = USER.updateScopes
  const fields = Object.keys(sent)
  for (const field of fields.length === 0 ? ['*'] : fields) {
    requireRight(tenancy, caller, scopes[field] ?? USER.updateScopes['*'])
  }
}

type Settled = { readonly before: User; readonly after: User; readonly passwordAt: Connection | undefined }

/** Changes the user as it is when the change is written. @throws ApiError 400, 404, 409, 429 */
const settled = async (tenancy: Tenancy, id: string, sent: Document): Promise<Settled> => {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const before = await getUser(tenancy, id)
    const { after, password, passwordAt } = await changedUser(tenancy, before, sent)
    const written = await tenancy.store.replaceUser(before, after, password)
    if (written === 'written') return { before, after, passwordAt }
    if (written === 'conflict') throw identifierTaken()
  }
  throw new ApiError(409, 'This is being changed by others at the same time. Try again.')
}

const updateUser = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Document>): Promise<Document> => {
  const sent = normalized(body)
  requireFieldRights(tenancy, caller, sent)
  requireOneKind(sent)
  if (sent['verify_phone_number'] === true) throw notAllowed('No messages are sent to telephones')
  if (changesLogin(sent)) await requireHoldsAsMuch(tenancy, caller, (await getUser(tenancy, id)).user_id)
  await changeUserElsewhere(tenancy, caller, await getUser(tenancy, id), sent)
  const { before, after, passwordAt } = await settled(tenancy, id, sent)
  // Who is blocked has nothing any more, and whoever knew the old password has nothing of it.
  if (after.blocked === true) await endEverything(tenancy, after)
  else if (passwordAt) await endEverything(tenancy, after, 'credential')
  const changed = [...changedFields(before, after), ...(passwordAt ? ['password'] : [])]
  recordWrite(tenancy, caller, USER, { id: after.user_id, changed, before, after })
  if (passwordAt) runPostChangePassword(tenancy, after, occasionOf(caller, passwordAt))
  if (sent['verify_email'] === true)
    await sendVerification(tenancy, after, {
      caller,
      client_id: sent['client_id'],
      connection: sent['connection'],
    })
  return presentUser(after, caller)
}

const deleteUser = async (tenancy: Tenancy, caller: Caller, { id }: Asked): Promise<void> => {
  const user = await getUser(tenancy, id).catch((error: unknown) => {
    // To be rid of somebody who is not there is no mistake: Auth0 answers alike.
    if (error instanceof ApiError && error.status === 404) return undefined
    throw error
  })
  if (!user) return
  await requireHoldsAsMuch(tenancy, caller, user.user_id)
  await removeUserElsewhere(tenancy, caller, user)
  if (!(await endUser(tenancy, user.user_id))) return
  const { user_id } = user
  recordWrite(tenancy, caller, USER, { id: user_id, changed: Object.keys(user), before: user })
  const { email, identities } = user
  const [first] = identities
  tenancy.record(
    tenancy.tenant.tenant_id,
    newLogEvent(tenancy, {
      type: 'sdu',
      user_id,
      user_name: email ?? user.username ?? user.phone_number,
      connection: first?.connection,
      strategy: first?.provider,
      client_id: caller.administrator.client_id,
      ip: caller.ip,
      user_agent: caller.user_agent,
      hostname: tenancy.tenant.host,
    }),
  )
}

export const USER_ENDPOINTS = [
  endpoint({
    method: 'POST',
    path: '/users',
    status: 201,
    scopes: USER.scopes.create,
    bodyOf: [USER, 'create'],
    answers: USER_ANSWER,
    act: createUser,
  }),
  endpoint({
    method: 'GET',
    path: '/users/:id',
    status: 200,
    scopes: USER.scopes.read,
    query: { selectable: true },
    answers: USER_ANSWER,
    act: readUser,
  }),
  endpoint({
    method: 'PATCH',
    path: '/users/:id',
    status: 200,
    scopes: USER.scopes.update,
    bodyOf: [USER, 'update'],
    answers: USER_ANSWER,
    act: updateUser,
  }),
  endpoint({ method: 'DELETE', path: '/users/:id', status: 204, scopes: USER.scopes.delete, act: deleteUser }),
]
