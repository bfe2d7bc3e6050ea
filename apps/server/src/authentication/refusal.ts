// How this wing says no. Its endpoints are older than OAuth, and each has its own shape. reference: Authentication API, sections
// 1.2, 16 and 17.

/** A refusal with the body that its endpoint has for it: JSON, or a text. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly body: unknown

  constructor(status: number, body: Readonly<Record<string, unknown>> | string, cause?: unknown) {
    super('refused', { cause })
    this.status = status
    this.body = body
  }
}

/** In the words of the database connections: `{ name, code, description, statusCode }`. */
export const legacyRefusal = (status: number, code: string, description: string, name = 'BadRequestError'): Refusal =>
  new Refusal(status, { name, code, description, statusCode: status })

/** In the words of RFC 6749. */
export const oauthRefusal = (status: number, error: string, error_description: string): Refusal =>
  new Refusal(status, { error, error_description })
