// What a route asks of a token that has been believed. Each is a function that throws; `all` and `any` put them together.
import { AccessRefused } from './refusals.ts'
import type { VerifiedToken } from './verified-token.ts'

/** Throws AccessRefused, 403, unless the token is enough. */
export type Requirement = (token: VerifiedToken) => void

const words = (texts: readonly string[]): readonly string[] => {
  const all = texts.flatMap((text) => text.split(' ')).filter((word) => word !== '')
  // A route that asks for nothing by mistake would let everybody in.
  if (all.length === 0) throw new TypeError('name what is required')
  return all
}

const refuse = (message: string, scope?: string): never => {
  throw new AccessRefused('insufficient_scope', 'scope', message, scope === undefined ? {} : { scope })
}

/** Every one of these scopes; each argument may hold several with spaces between. */
export const requireScopes = (...scopes: readonly string[]): Requirement => {
  const required = words(scopes)
  return (token) => {
    if (!required.every((one) => token.scopes.includes(one))) refuse('the token lacks a scope', required.join(' '))
  }
}

/** At least one of these scopes. */
export const requireAnyScope = (...scopes: readonly string[]): Requirement => {
  const accepted = words(scopes)
  return (token) => {
    if (!accepted.some((one) => token.scopes.includes(one))) refuse('the token lacks a scope', accepted.join(' '))
  }
}

/** Every one of these permissions: what the user or client may do itself, whatever the client asked for. */
export const requirePermissions = (...permissions: readonly string[]): Requirement => {
  const required = words(permissions)
  return (token) => {
    if (!required.every((one) => token.permissions.includes(one))) refuse('the token lacks a permission')
  }
}

/** At least one of these permissions. */
export const requireAnyPermission = (...permissions: readonly string[]): Requirement => {
  const accepted = words(permissions)
  return (token) => {
    if (!accepted.some((one) => token.permissions.includes(one))) refuse('the token lacks a permission')
  }
}

const claimOf = ({ claims }: VerifiedToken, name: string): unknown =>
  Object.hasOwn(claims, name) ? claims[name] : undefined

/** The claim `name` has exactly this value. */
export const claimEquals =
  (name: string, value: string | number | boolean | null): Requirement =>
  (token) => {
    if (claimOf(token, name) !== value) refuse(`the token has another ${name}`)
  }

/** The claim `name`, a list or words with spaces between, has every one of `values`. */
export const claimIncludes = (name: string, ...values: readonly string[]): Requirement => {
  if (values.length === 0) throw new TypeError('name what is required')
  return (token) => {
    const claim = claimOf(token, name)
    const held: readonly unknown[] = Array.isArray(claim) ? claim : typeof claim === 'string' ? claim.split(' ') : []
    if (!values.every((value) => held.includes(value))) refuse(`the token lacks a value of ${name}`)
  }
}

/** Every one. */
export const all =
  (...requirements: readonly Requirement[]): Requirement =>
  (token) => {
    for (const requirement of requirements) requirement(token)
  }

/** At least one; the refusal is that of the first. */
export const any = (...requirements: readonly Requirement[]): Requirement => {
  if (requirements.length === 0) throw new TypeError('name what is required')
  return (token) => {
    let first: unknown
    for (const requirement of requirements) {
      try {
        return requirement(token)
      } catch (error) {
        if (!(error instanceof AccessRefused)) throw error
        first ??= error
      }
    }
    throw first
  }
}
