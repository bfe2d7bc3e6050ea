// Passwords that an administrator sets: the connection's policy holds for them as well.
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { User } from '@symbolon/protocol/entities/user'
import { ApiError } from '../errors.ts'
import type { Password } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { firstPassword, nextPassword } from '../users/new-user.ts'
import {
  findHistoryProblem,
  findPasswordProblem,
  type PasswordOwner,
  type PasswordProblem,
} from '../users/password-policy.ts'

const isBusy = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'too_busy'

const patiently = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    throw isBusy(error) ? new ApiError(429, 'Too many passwords at once. Try again.', 'too_many_requests') : error
  }
}

const refuse = ({ name, message }: PasswordProblem): never => {
  throw new ApiError(400, `${name}: ${message}`, 'auth0_idp_error')
}

/** @throws ApiError 400 */
export const requireGoodPassword = (connection: Connection, password: string, owner: PasswordOwner): void => {
  const problem = findPasswordProblem(connection, password, owner)
  if (problem) refuse(problem)
}

/** The first password of a new user. @throws ApiError 400, 429 */
export const passwordOfNew = async (
  tenancy: Tenancy,
  connection: Connection,
  user: User,
  password: string,
): Promise<Password> => {
  requireGoodPassword(connection, password, user)
  const hash = await patiently(() => tenancy.hasher.hash(password))
  return firstPassword(tenancy, user, connection, hash)
}

/** Another password for one of a user's database identities: `user_id` is the identity's. @throws ApiError 400, 429 */
export const passwordOfKnown = async (
  tenancy: Tenancy,
  connection: Connection,
  owner: PasswordOwner & Pick<User, 'user_id'>,
  password: string,
): Promise<{ readonly before: Password | undefined; readonly after: Password }> => {
  requireGoodPassword(connection, password, owner)
  const before = await tenancy.store.findPassword(owner.user_id)
  const hashes = before ? [before.hash, ...before.history] : []
  const problem = await patiently(() => findHistoryProblem(tenancy.hasher, connection, password, hashes))
  if (problem) refuse(problem)
  const hash = await patiently(() => tenancy.hasher.hash(password))
  const after = before ? nextPassword(tenancy, before, hash) : firstPassword(tenancy, owner, connection, hash)
  return { before, after }
}
