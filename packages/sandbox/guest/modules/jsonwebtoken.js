// jsonwebtoken, as rules use it: sign, verify and decode, at once or with a callback, old options included.
'use strict'
const { Buffer } = require('buffer')
const crypto = require('crypto')

class JsonWebTokenError extends Error {
  constructor(message) {
    super(message)
    this.name = 'JsonWebTokenError'
  }
}
class TokenExpiredError extends JsonWebTokenError {
  constructor(message, expiredAt) {
    super(message)
    this.name = 'TokenExpiredError'
    this.expiredAt = expiredAt
  }
}
class NotBeforeError extends JsonWebTokenError {
  constructor(message, date) {
    super(message)
    this.name = 'NotBeforeError'
    this.date = date
  }
}

const HASHES = { 256: 'sha256', 384: 'sha384', 512: 'sha512' }
const FAMILIES = { HS: 'hmac', RS: 'rsa' }

const algorithmOf = (name) => {
  const parts = /^(HS|RS)(256|384|512)$/.exec(String(name))
  if (!parts) throw new JsonWebTokenError(`"algorithm" must be a valid string enum value`)
  return { family: FAMILIES[parts[1]], hash: HASHES[parts[2]] }
}

const urlSafe = (base64) => base64.replace(/=+$/, '').replace(/\+/g, '-').replace(/\//g, '_')
const segment = (value) => urlSafe(Buffer.from(JSON.stringify(value)).toString('base64'))
const fromUrlSafe = (text) => Buffer.from(text.replace(/-/g, '+').replace(/_/g, '/'), 'base64')

const isKeyText = (key) => /-----BEGIN|^\s*ssh-/.test(String(key))

const signatureOf = (input, secret, alg) => {
  const { family, hash } = algorithmOf(alg)
  if (family === 'hmac') {
    if (isKeyText(secret)) throw new JsonWebTokenError('secretOrPrivateKey must be a symmetric key when using HS256')
    return urlSafe(crypto.createHmac(hash, secret).update(input).digest('base64'))
  }
  return urlSafe(crypto.createSign(`RSA-${hash.toUpperCase()}`).update(input).sign(secret, 'base64'))
}

const UNITS = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400, w: 604800, y: 31557600 }

const secondsOf = (span, name) => {
  if (typeof span === 'number' && Number.isFinite(span)) return span
  const parts = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w|y)?[a-z]*\s*$/i.exec(String(span))
  if (!parts) throw new JsonWebTokenError(`"${name}" should be a number of seconds or string representing a timespan`)
  return Math.floor(Number(parts[1]) * (UNITS[(parts[2] ?? 'ms').toLowerCase()] ?? 0.001))
}

const now = () => Math.floor(Date.now() / 1000)

const CLAIMS = { issuer: 'iss', audience: 'aud', subject: 'sub', jwtid: 'jti' }

const makeToken = (payload, secret, options) => {
  if (!secret) throw new JsonWebTokenError('secretOrPrivateKey must have a value')
  const alg = options.algorithm ?? 'HS256'
  const header = { alg, typ: 'JWT', ...(options.keyid ? { kid: options.keyid } : {}), ...options.header }
  if (typeof payload !== 'object' || payload === null) {
    const input = `${segment(header)}.${urlSafe(Buffer.from(String(payload)).toString('base64'))}`
    return `${input}.${signatureOf(input, secret, alg)}`
  }
  const claims = { ...payload }
  const iat = claims.iat ?? now()
  if (!options.noTimestamp) claims.iat = iat
  const minutes = options.expiresInMinutes === undefined ? undefined : options.expiresInMinutes * 60
  const lifetime =
    options.expiresIn === undefined ? (options.expiresInSeconds ?? minutes) : secondsOf(options.expiresIn, 'expiresIn')
  if (lifetime !== undefined) claims.exp = iat + lifetime
  if (options.notBefore !== undefined) claims.nbf = iat + secondsOf(options.notBefore, 'notBefore')
  for (const [option, claim] of Object.entries(CLAIMS))
    if (options[option] !== undefined) claims[claim] = options[option]
  const input = `${segment(header)}.${segment(claims)}`
  return `${input}.${signatureOf(input, secret, alg)}`
}

const parse = (token) => {
  const parts = String(token).split('.')
  if (parts.length !== 3) return null
  try {
    const header = JSON.parse(fromUrlSafe(parts[0]).toString('utf8'))
    const text = fromUrlSafe(parts[1]).toString('utf8')
    let payload = text
    try {
      payload = JSON.parse(text)
    } catch {
      // A payload may be any text.
    }
    return { header, payload, signature: parts[2], input: `${parts[0]}.${parts[1]}` }
  } catch {
    return null
  }
}

const decode = (token, options = {}) => {
  const parsed = parse(token)
  if (!parsed) return null
  const { header, payload, signature } = parsed
  return options.complete ? { header, payload, signature } : payload
}

const isSame = (one, other) =>
  one.length === other.length && crypto.timingSafeEqual(Buffer.from(one), Buffer.from(other))

const isSigned = ({ header, input, signature }, secret) => {
  const { family, hash } = algorithmOf(header.alg)
  if (family === 'hmac') return isSame(signatureOf(input, secret, header.alg), signature)
  return crypto.createVerify(`RSA-${hash.toUpperCase()}`).update(input).verify(secret, fromUrlSafe(signature))
}

const listed = (value) => (Array.isArray(value) ? value : [value])
const matches = (wanted, value) =>
  listed(wanted).some((one) => (one instanceof RegExp ? one.test(String(value)) : one === value))

const checkTimes = (claims, options) => {
  const at = options.clockTimestamp ?? now()
  const tolerance = options.clockTolerance ?? 0
  if (claims.nbf !== undefined && !options.ignoreNotBefore && claims.nbf > at + tolerance) {
    throw new NotBeforeError('jwt not active', new Date(claims.nbf * 1000))
  }
  if (claims.exp !== undefined && !options.ignoreExpiration && at >= claims.exp + tolerance) {
    throw new TokenExpiredError('jwt expired', new Date(claims.exp * 1000))
  }
  if (options.maxAge !== undefined && at >= claims.iat + secondsOf(options.maxAge, 'maxAge') + tolerance) {
    throw new TokenExpiredError('maxAge exceeded', new Date((claims.iat + secondsOf(options.maxAge, 'maxAge')) * 1000))
  }
}

const checkNames = (claims, options) => {
  if (options.audience !== undefined && !listed(claims.aud).some((aud) => matches(options.audience, aud))) {
    throw new JsonWebTokenError(`jwt audience invalid. expected: ${listed(options.audience).join(' or ')}`)
  }
  for (const option of ['issuer', 'subject', 'jwtid']) {
    if (options[option] === undefined || matches(options[option], claims[CLAIMS[option]])) continue
    throw new JsonWebTokenError(`jwt ${option} invalid. expected: ${options[option]}`)
  }
}

const read = (token, secret, options) => {
  if (!token) throw new JsonWebTokenError('jwt must be provided')
  const parsed = parse(token)
  if (!parsed) throw new JsonWebTokenError('jwt malformed')
  if (!secret) throw new JsonWebTokenError('secret or public key must be provided')
  const allowed = options.algorithms ?? (isKeyText(secret) ? ['RS256', 'RS384', 'RS512'] : ['HS256', 'HS384', 'HS512'])
  if (!allowed.includes(parsed.header.alg)) throw new JsonWebTokenError('invalid algorithm')
  if (!isSigned(parsed, secret)) throw new JsonWebTokenError('invalid signature')
  if (typeof parsed.payload === 'object' && parsed.payload !== null) {
    checkTimes(parsed.payload, options)
    checkNames(parsed.payload, options)
  }
  return options.complete
    ? { header: parsed.header, payload: parsed.payload, signature: parsed.signature }
    : parsed.payload
}

/** With a callback the answer comes later, as everything that a script waits for. */
const both = (work) => (first, secret, options, callback) => {
  const done = typeof options === 'function' ? options : callback
  const chosen = typeof options === 'object' && options !== null ? options : {}
  if (!done) return work(first, secret, chosen)
  setTimeout(() => {
    let value
    try {
      value = work(first, secret, chosen)
    } catch (error) {
      return done(error)
    }
    return done(null, value)
  }, 0)
  return undefined
}

module.exports = {
  sign: both(makeToken),
  verify: both(read),
  decode,
  JsonWebTokenError,
  TokenExpiredError,
  NotBeforeError,
}
