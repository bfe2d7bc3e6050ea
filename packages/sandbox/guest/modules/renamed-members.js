// Names of members as JavaScript writes them, and as two services that scripts speak to do.
'use strict'

const renamed = (value, rename) => {
  if (Array.isArray(value)) return value.map((one) => renamed(one, rename))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [rename(name), renamed(inner, rename)]))
}

/** `firstName` → `first_name`, of what JSON keeps of it. */
const toSnakeCase = (value) =>
  renamed(JSON.parse(JSON.stringify(value)), (name) => name.replace(/[A-Z]/g, (sign) => `_${sign.toLowerCase()}`))

/** `first_name` → `firstName`. */
const toCamelCase = (value) => renamed(value, (name) => name.replace(/_([a-z])/g, (_all, sign) => sign.toUpperCase()))

module.exports = { toSnakeCase, toCamelCase }
