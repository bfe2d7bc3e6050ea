// url: the old parse, format and resolve over the engine's URL, and URL itself.
'use strict'
const querystring = require('querystring')

const PARTS =
  /^(?:([a-z][a-z0-9+.-]*):)?(?:(\/\/)(?:([^/?#]*)@)?(\[[^\]/?#]*\]|[^:/?#]*)(?::(\d*))?)?([^?#]*)(\?[^#]*)?(#.*)?$/i

function Url() {}

const parse = (text, parseQuery = false) => {
  const [, scheme, slashes, auth, hostname, port, pathname, search, hash] = PARTS.exec(String(text).trim()) ?? []
  const parsed = new Url()
  const host = hostname === undefined ? null : hostname.toLowerCase() + (port ? `:${port}` : '')
  const path = pathname || (slashes && hostname ? '/' : '') || null
  Object.assign(parsed, {
    protocol: scheme === undefined ? null : `${scheme.toLowerCase()}:`,
    slashes: slashes ? true : null,
    auth: auth === undefined ? null : decodeURIComponent(auth),
    host,
    port: port || null,
    hostname: hostname === undefined ? null : hostname.toLowerCase().replace(/^\[|\]$/g, ''),
    hash: hash ?? null,
    search: search ?? (parseQuery ? '' : null),
    query: parseQuery ? querystring.parse((search ?? '').slice(1)) : search === undefined ? null : search.slice(1),
    pathname: path,
    path: path === null && search === undefined ? null : `${path ?? ''}${search ?? ''}`,
  })
  parsed.href = format(parsed)
  return parsed
}

const searchOf = ({ search, query }) => {
  if (search) return search.startsWith('?') ? search : `?${search}`
  if (typeof query === 'object' && query !== null && Object.keys(query).length > 0)
    return `?${querystring.stringify(query)}`
  return typeof query === 'string' && query !== '' && search === undefined ? `?${query}` : ''
}

const format = (parts) => {
  if (typeof parts === 'string') return parse(parts).href
  if (parts instanceof URL) return parts.href
  const protocol = parts.protocol ? `${parts.protocol.replace(/:$/, '')}:` : ''
  const host = parts.host ?? (parts.hostname ? parts.hostname + (parts.port ? `:${parts.port}` : '') : '')
  const auth = parts.auth ? `${encodeURIComponent(parts.auth).replace(/%3A/i, ':')}@` : ''
  const slashes = parts.slashes || (host && /^(?:https?|ftp|file):$/.test(protocol)) ? '//' : ''
  const pathname = parts.pathname ?? ''
  const path = slashes && host && pathname && !pathname.startsWith('/') ? `/${pathname}` : pathname
  const hash = parts.hash ? (parts.hash.startsWith('#') ? parts.hash : `#${parts.hash}`) : ''
  return protocol + (host || slashes ? slashes + auth + host : '') + path + searchOf(parts) + hash
}

const resolve = (from, to) => {
  const base = new URL(from, 'resolve://')
  const { href } = new URL(to, base)
  return base.protocol === 'resolve:' ? href.replace(/^resolve:\/\//, '') : href
}

module.exports = { parse, format, resolve, Url, URL, URLSearchParams }
