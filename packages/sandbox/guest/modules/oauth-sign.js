// oauth-sign: signatures of OAuth 1.0 (RFC 5849 §3.4), as rules that ask Twitter need them.
'use strict'
const crypto = require('crypto')

const rfc3986 = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

const compare = (one, other) => (one === other ? 0 : one < other ? -1 : 1)

/** Names and values encoded, in the order of the names, then of the values. */
const normalized = (params) =>
  Object.entries(params)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [rfc3986(name), rfc3986(one)]))
    .sort(([name, value], [other, another]) => compare(name, other) || compare(value, another))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')

const generateBase = (method, address, params) =>
  [(method || 'GET').toUpperCase(), address, normalized(params)].map(rfc3986).join('&')

const keyOf = (consumer_secret, token_secret) => [consumer_secret || '', token_secret || ''].map(rfc3986).join('&')

const hmac = (algorithm) => (method, address, params, consumer_secret, token_secret) =>
  crypto
    .createHmac(algorithm, keyOf(consumer_secret, token_secret))
    .update(generateBase(method, address, params))
    .digest('base64')

const hmacsign = hmac('sha1')
const hmacsign256 = hmac('sha256')
const plaintext = keyOf

const sign = (signMethod, method, address, params, consumer_secret, token_secret) => {
  if (signMethod === 'HMAC-SHA1') return hmacsign(method, address, params, consumer_secret, token_secret)
  if (signMethod === 'HMAC-SHA256') return hmacsign256(method, address, params, consumer_secret, token_secret)
  if (signMethod === 'PLAINTEXT') return plaintext(consumer_secret, token_secret)
  throw new Error(`Signature method not supported: ${signMethod}`)
}

module.exports = { hmacsign, hmacsign256, plaintext, sign, rfc3986, generateBase }
