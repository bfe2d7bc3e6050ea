// What a question about users means, in plain words of the language: stores are held against it.
import type { SearchExpression, SearchField } from '@symbolon/core/user-search'
import type { User } from '@symbolon/protocol/entities/user'

const FOLDED = ['email', 'name', 'given_name', 'family_name', 'nickname']
const TIMES = ['created_at', 'updated_at', 'last_login']
const USUAL = ['email', 'name', 'username', 'nickname', 'given_name', 'family_name']

const elementsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

/** All values at `field`; lists stand for their elements. */
const leavesOf = (root: unknown, field: SearchField): readonly unknown[] => {
  let values: readonly unknown[] = [root]
  for (const part of field) {
    values = values
      .filter(
        (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, part),
      )
      .flatMap((value) => elementsOf((value as Record<string, unknown>)[part]))
  }
  return values
}

const valuesOf = (user: User, field: SearchField): readonly unknown[] => {
  const [name = '', ...rest] = field
  if (rest.length > 0) return leavesOf(user, field)
  if (name === 'connection') return [user.identities[0]?.connection]
  if (name === 'logins_count') return [user.logins_count ?? 0]
  return leavesOf(user, field)
}

const textOf = (value: unknown): string | undefined =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined

const isLike = (text: string, pattern: string, wild: boolean): boolean => {
  if (!wild) return text === pattern
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('[^]*')}$`, 'u').test(text)
}

const bytes = (text: string): Buffer => Buffer.from(text)

type Between = Extract<SearchExpression, { readonly is: 'between' }>

const isWithin = <V>({ from, to }: Between, valueOf: (text: string) => V, compare: (bound: V) => number): boolean => {
  const [above, below] = [from && compare(valueOf(from.value)), to && compare(valueOf(to.value))]
  if (from && above !== undefined && !(from.inclusive ? above >= 0 : above > 0)) return false
  return !(to && below !== undefined && !(to.inclusive ? below <= 0 : below < 0))
}

const isBetween = (expression: Between, name: string, value: unknown): boolean => {
  const bounds = [expression.from, expression.to].flatMap((bound) => (bound ? [bound.value] : []))
  if (TIMES.includes(name)) {
    const time = Date.parse(String(value))
    if (bounds.some((bound) => Number.isNaN(Date.parse(bound)))) return false
    return value !== undefined && isWithin(expression, Date.parse, (bound) => time - bound)
  }
  if (typeof value === 'string') {
    const fold = (text: string) => (FOLDED.includes(name) ? text.toLowerCase() : text)
    return isWithin(expression, fold, (bound) => Buffer.compare(bytes(fold(value)), bytes(bound)))
  }
  if (typeof value !== 'number' || bounds.some((bound) => bound.trim() === '' || !Number.isFinite(Number(bound))))
    return false
  return isWithin(expression, Number, (bound) => value - bound)
}

const like = (user: User, expression: Extract<SearchExpression, { readonly is: 'like' }>): boolean => {
  const { field, value, wild } = expression
  if (field === undefined) return USUAL.some((name) => like(user, { ...expression, field: [name] }))
  const name = field.length === 1 ? (field[0] ?? '') : ''
  if (name === 'blocked') return value === String(user.blocked === true)
  if (TIMES.includes(name)) return user[name] !== undefined && Date.parse(String(user[name])) === Date.parse(value)
  if (name === 'logins_count') return value.trim() !== '' && (user.logins_count ?? 0) === Number(value)
  const fold = (text: string) => (FOLDED.includes(name) ? text.toLowerCase() : text)
  return valuesOf(user, field).some((found) => {
    const text = textOf(found)
    return text !== undefined && isLike(fold(text), fold(value), wild)
  })
}

const exists = (user: User, field: SearchField): boolean =>
  leavesOf(field[0] === 'connection' && field.length === 1 ? { connection: 'any' } : user, field).some(
    (value) => value !== null && value !== undefined,
  )

/** Whether `expression` holds for `user`. */
export const holdsFor = (user: User, expression: SearchExpression): boolean => {
  switch (expression.is) {
    case 'all':
      return expression.of.every((one) => holdsFor(user, one))
    case 'any':
      return expression.of.some((one) => holdsFor(user, one))
    case 'not':
      return !holdsFor(user, expression.of)
    case 'exists':
      return exists(user, expression.field)
    case 'like':
      return like(user, expression)
    case 'between': {
      const { field, from, to } = expression
      if (!from && !to) return exists(user, field)
      const name = field.length === 1 ? (field[0] ?? '') : ''
      return name !== 'blocked' && valuesOf(user, field).some((value) => isBetween(expression, name, value))
    }
  }
}
