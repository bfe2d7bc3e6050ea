// Whether a caller may, and whether what was asked for can be answered: the first two questions of every request.
import { QueryRefused } from '@symbolon/protocol/entities/query'
import { ApiError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import { requireScope } from './administrator.ts'
import type { Caller } from './caller.ts'
import { recordRefusal } from './record-write.ts'

/** Returns when the caller may. A refusal is told to the tenant log. @throws ApiError 403 */
export const requireRight = (tenancy: Tenancy, caller: Caller, anyOf: readonly string[]): void => {
  try {
    requireScope(caller.administrator, anyOf)
  } catch (error) {
    if (error instanceof ApiError) recordRefusal(tenancy, caller, error.message)
    throw error
  }
}

/** The answer of `read`; a query that cannot be answered is a 400. */
export const readQuery = <T>(read: () => T): T => {
  try {
    return read()
  } catch (error) {
    if (error instanceof QueryRefused) throw new ApiError(400, error.message, 'invalid_query_string')
    throw error
  }
}
