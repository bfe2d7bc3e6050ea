// querystring, as Node has it.
'use strict'
const escape = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

const unescape = (text) => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const primitive = (value) =>
  typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint' || Number.isFinite(value)
    ? String(value)
    : ''

const stringify = (values, separator = '&', equals = '=') =>
  Object.entries(typeof values === 'object' && values !== null ? values : {})
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => escape(name) + equals + escape(primitive(one))),
    )
    .join(separator)

const parse = (text, separator = '&', equals = '=') => {
  const values = Object.create(null)
  if (typeof text !== 'string' || text === '') return values
  for (const pair of text.split(separator).slice(0, 1000)) {
    const at = pair.indexOf(equals)
    const name = unescape((at < 0 ? pair : pair.slice(0, at)).replace(/\+/g, ' '))
    const value = at < 0 ? '' : unescape(pair.slice(at + equals.length).replace(/\+/g, ' '))
    if (!(name in values)) values[name] = value
    else values[name] = [].concat(values[name], value)
  }
  return values
}

module.exports = { parse, stringify, escape, unescape, decode: parse, encode: stringify }
