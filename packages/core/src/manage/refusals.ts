// The refusals that several nouns share, in the words of reference, Management API, section 2.
import type { Entity } from '@symbolon/protocol/entities/entity'
import { ApiError } from '../errors.ts'

/** 400: a field that cannot be what was sent. */
export const invalidBody = (problem: string, property?: string): ApiError =>
  new ApiError(
    400,
    `Payload validation error: '${problem}'${property === undefined ? '' : ` on property ${property}`}.`,
    'invalid_body',
  )

/** 400: a part of the path that cannot be what was sent; `property` with its meaning, as the wire has it. */
export const invalidPath = (problem: string, property: string): ApiError =>
  new ApiError(400, `Path validation error: '${problem}' on property ${property}.`, 'invalid_uri')

/** 400: a parameter of the query that cannot be what was sent. */
export const invalidQuery = (problem: string, property: string): ApiError =>
  new ApiError(400, `Query validation error: '${problem}' on property ${property}.`, 'invalid_query_string')

/** 400: understood, but it cannot be done. */
export const notAllowed = (message: string): ApiError => new ApiError(400, message, 'operation_not_supported')

/** 404: there is no such thing as `id`. */
export const missing = ({ errors: { missing: said } }: Entity, id = ''): ApiError =>
  new ApiError(
    404,
    said.message.replace('{id}', () => id),
    said.errorCode,
  )

/** 409: a unique field is taken. */
export const conflict = ({ errors }: Entity): ApiError =>
  new ApiError(409, errors.conflict.message, errors.conflict.errorCode)
