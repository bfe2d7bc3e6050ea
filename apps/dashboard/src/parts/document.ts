// A document of the Management API, and what stands at a path in it, such as `jwt_configuration.alg`.

export type Document = Readonly<Record<string, unknown>>

export const valueAt = (document: Document, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, name) => (Object.hasOwn(Object(value), name) ? Reflect.get(Object(value), name) : undefined),
      document,
    )

/** A copy with `value` at `path`; undefined takes it away. */
export function withValue(document: Document, path: string, value: unknown): Document {
  const [name = '', ...rest] = path.split('.')
  if (rest.length > 0) {
    const inner = Object.hasOwn(document, name) ? Object(document[name]) : {}
    return { ...document, [name]: withValue(inner, rest.join('.'), value) }
  }
  return { ...document, [name]: value }
}

/** `changes` with null under every name that `before` has in one of the maps `fields` and they have not: the server merges those. */
export const withRemovals = (before: Document, changes: Document, fields: readonly string[]): Document =>
  Object.fromEntries(
    Object.entries(changes).map(([field, value]) => {
      if (!fields.includes(field) || typeof value !== 'object' || value === null) return [field, value]
      const gone = Object.keys(Object(before[field])).filter((name) => !Object.hasOwn(value, name))
      return [field, { ...value, ...Object.fromEntries(gone.map((name) => [name, null])) }]
    }),
  )
