// crypto, as far as rules use it. The work is done by the runner; bytes travel as base64.
'use strict'
const { Buffer } = require('buffer')

const asBuffer = (data, encoding) => (typeof data === 'string' ? Buffer.from(data, encoding) : Buffer.from(data))

const call = (operation, question) => {
  const answer = ask('crypto', { operation, ...question })
  if ('error' in answer) throw new Error(answer.error)
  return answer.value
}

const encoded = (base64, encoding) => {
  const bytes = Buffer.from(base64, 'base64')
  return encoding ? bytes.toString(encoding) : bytes
}

const base64 = (data, encoding) => asBuffer(data, encoding).toString('base64')

/** Collects what is given and works on all of it at the end. */
const collector = (finish) => {
  const chunks = []
  let isDone = false
  const collected = {
    update(data, encoding) {
      if (isDone) throw new Error('Digest already called')
      chunks.push(asBuffer(data, encoding))
      return collected
    },
    digest(encoding) {
      if (isDone) throw new Error('Digest already called')
      isDone = true
      return encoded(finish(Buffer.concat(chunks).toString('base64')), encoding)
    },
  }
  return collected
}

const createHash = (algorithm) => collector((data) => call('hash', { algorithm, data }))
const createHmac = (algorithm, key) => collector((data) => call('hmac', { algorithm, key: base64(key), data }))

const coder = (operation) => (algorithm, key, iv) => {
  const chunks = []
  return {
    setAutoPadding() {
      return this
    },
    update(data, inputEncoding, outputEncoding) {
      chunks.push(asBuffer(data, inputEncoding))
      return outputEncoding ? '' : Buffer.alloc(0)
    },
    final(outputEncoding) {
      const data = Buffer.concat(chunks).toString('base64')
      return encoded(call(operation, { algorithm, key: base64(key), iv: base64(iv ?? ''), data }), outputEncoding)
    },
  }
}

const keyText = (key) => String(typeof key === 'object' && key !== null && 'key' in key ? key.key : key)

const signer = (algorithm) => {
  const chunks = []
  return {
    update(data, encoding) {
      chunks.push(asBuffer(data, encoding))
      return this
    },
    sign(key, encoding) {
      const data = Buffer.concat(chunks).toString('base64')
      return encoded(call('sign', { algorithm, key: keyText(key), data }), encoding)
    },
    verify(key, signature, encoding) {
      const data = Buffer.concat(chunks).toString('base64')
      return call('verify', { algorithm, key: keyText(key), data, signature: base64(signature, encoding) })
    },
  }
}

const answering = (work) => (callback) => {
  let value
  try {
    value = work()
  } catch (error) {
    if (!callback) throw error
    return void queueMicrotask(() => callback(error))
  }
  return callback ? void queueMicrotask(() => callback(null, value)) : value
}

const randomBytes = (size, callback) => answering(() => encoded(call('randomBytes', { size })))(callback)

const pbkdf2Sync = (password, salt, iterations, keylen, digest = 'sha1') =>
  encoded(call('pbkdf2', { password: base64(password), salt: base64(salt), iterations, keylen, digest }))

const pbkdf2 = (password, salt, iterations, keylen, digest, callback) =>
  typeof digest === 'function'
    ? answering(() => pbkdf2Sync(password, salt, iterations, keylen))(digest)
    : answering(() => pbkdf2Sync(password, salt, iterations, keylen, digest))(callback)

module.exports = {
  createHash,
  createHmac,
  createSign: signer,
  createVerify: signer,
  createCipheriv: coder('encrypt'),
  createDecipheriv: coder('decrypt'),
  randomBytes,
  pseudoRandomBytes: randomBytes,
  randomUUID: () => call('randomUUID', {}),
  pbkdf2,
  pbkdf2Sync,
  timingSafeEqual: (one, other) => call('equal', { one: base64(one), other: base64(other) }),
}
