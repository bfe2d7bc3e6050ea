// util: the few of it that scripts written for Node reach for.
'use strict'
const inspect = (value) => {
  try {
    return typeof value === 'string' ? `'${value}'` : (JSON.stringify(value, null, 2) ?? String(value))
  } catch {
    return '[Circular]'
  }
}

const format = (first, ...values) => {
  const rest = [...values]
  const text =
    typeof first === 'string'
      ? first.replace(/%[sdijoO%]/g, (sign) => {
          if (sign === '%%') return '%'
          if (rest.length === 0) return sign
          const value = rest.shift()
          if (sign === '%d' || sign === '%i') return String(Number(value))
          return sign === '%s' ? String(value) : inspect(value)
        })
      : inspect(first)
  return [text, ...rest.map((value) => (typeof value === 'string' ? value : inspect(value)))].join(' ')
}

const promisify =
  (work) =>
  (...values) =>
    new Promise((resolve, reject) => work(...values, (error, value) => (error ? reject(error) : resolve(value))))

const inherits = (heir, parent) => void Object.setPrototypeOf(heir.prototype, parent.prototype)

module.exports = { format, inspect, inherits, promisify, isArray: Array.isArray, types: {} }
