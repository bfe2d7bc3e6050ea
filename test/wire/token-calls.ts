// Small words for what a token request is answered with.
import assert from 'node:assert/strict'
import { decodeJwt, decodeProtectedHeader, type JWTPayload, type ProtectedHeaderParameters } from 'jose'

export const DEMO_API = 'https://api.example.com/'
export const GRANT = { grant_type: 'client_credentials' } as const

export type Tokens = {
  readonly access_token: string
  readonly scope: string
  readonly expires_in: number
  readonly token_type: string
}

/** The body of a successful answer, whose form and headers are checked. */
export async function tokensOf(response: Response): Promise<Tokens> {
  const text = await response.text()
  assert.equal(response.status, 200, text)
  assert.equal(response.headers.get('cache-control'), 'no-store')
  assert.equal(response.headers.get('pragma'), 'no-cache')
  assert.match(response.headers.get('content-type') ?? '', /^application\/json/)
  assert.match(response.headers.get('x-auth0-requestid') ?? '', /^[0-9a-f]{20}$/)
  const body: Record<string, unknown> = JSON.parse(text)
  assert.deepEqual(Object.keys(body).sort(), ['access_token', 'expires_in', 'scope', 'token_type'])
  const { access_token, scope, expires_in, token_type } = body
  assert.ok(typeof access_token === 'string' && typeof scope === 'string')
  assert.ok(typeof expires_in === 'number' && typeof token_type === 'string')
  assert.equal(token_type, 'Bearer')
  return { access_token, scope, expires_in, token_type }
}

/** Header and claims of the token in a successful answer. */
export async function jwtOf(response: Response): Promise<{ header: ProtectedHeaderParameters; claims: JWTPayload }> {
  const { access_token } = await tokensOf(response)
  return { header: decodeProtectedHeader(access_token), claims: decodeJwt(access_token) }
}

export type Refusal = { readonly status: number; readonly error: string; readonly description?: string | RegExp }

/** Holds a refusal to its status, body and headers. */
export async function refuses(response: Response, expected: Refusal): Promise<void> {
  const text = await response.text()
  assert.equal(response.status, expected.status, text)
  requireErrorBody(text, expected)
  assert.match(response.headers.get('content-type') ?? '', /^application\/json/)
  assert.equal(response.headers.get('cache-control'), 'no-store')
  assert.equal(response.headers.get('www-authenticate'), null)
  assert.match(response.headers.get('x-auth0-requestid') ?? '', /^[0-9a-f]{20}$/)
}

export function requireErrorBody(text: string, { error, description }: Omit<Refusal, 'status'>): void {
  const body: Record<string, unknown> = JSON.parse(text)
  assert.equal(body.error, error, text)
  assert.ok(typeof body.error_description === 'string', text)
  if (typeof description === 'string') assert.equal(body.error_description, description)
  if (description instanceof RegExp) assert.match(body.error_description, description)
}

export const UNAUTHORIZED: Refusal = { status: 401, error: 'access_denied', description: 'Unauthorized' }

export const basic = (id: string, secret: string): { authorization: string } => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
})
