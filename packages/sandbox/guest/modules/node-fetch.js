// node-fetch, and fetch itself: a request that the server makes for the script, when its tenant allows that.
'use strict'
const { Buffer } = require('buffer')
const crypto = require('crypto')

class Headers {
  constructor(init) {
    this.map = new Map()
    const entries = init instanceof Headers ? [...init] : Array.isArray(init) ? init : Object.entries(init ?? {})
    for (const [name, value] of entries) this.append(name, value)
  }
  append(name, value) {
    const key = String(name).toLowerCase()
    this.map.set(key, this.map.has(key) ? `${this.map.get(key)}, ${value}` : String(value))
  }
  set(name, value) {
    this.map.set(String(name).toLowerCase(), String(value))
  }
  get(name) {
    return this.map.get(String(name).toLowerCase()) ?? null
  }
  has(name) {
    return this.map.has(String(name).toLowerCase())
  }
  delete(name) {
    this.map.delete(String(name).toLowerCase())
  }
  forEach(work) {
    for (const [name, value] of this.map) work(value, name, this)
  }
  raw() {
    return Object.fromEntries([...this.map].map(([name, value]) => [name, [value]]))
  }
  [Symbol.iterator]() {
    return this.map[Symbol.iterator]()
  }
}

class Response {
  constructor({ status, statusText, headers, body, url }) {
    this.status = status
    this.statusText = statusText
    this.ok = status >= 200 && status < 300
    this.url = url
    this.headers = new Headers(headers)
    this.bytes = Buffer.from(body, 'base64')
  }
  async text() {
    return this.bytes.toString('utf8')
  }
  async json() {
    return JSON.parse(this.bytes.toString('utf8'))
  }
  async buffer() {
    return this.bytes
  }
  async arrayBuffer() {
    return new Uint8Array(this.bytes).buffer
  }
}

const nameOf = (text) => text.replace(/\r/g, '%0D').replace(/\n/g, '%0A').replace(/"/g, '%22')

/** RFC 7578 */
const multipart = (form, boundary) => {
  const parts = Array.from(form, ([name, value]) => {
    const lines = value.replace(/\r\n|\r|\n/g, '\r\n')
    return `--${boundary}\r\nContent-Disposition: form-data; name="${nameOf(name)}"\r\n\r\n${lines}\r\n`
  })
  return `${parts.join('')}--${boundary}--\r\n`
}

const bodyOf = (body, headers) => {
  if (body === undefined || body === null) return undefined
  if (body instanceof FormData) {
    const boundary = `form-${crypto.randomBytes(16).toString('hex')}`
    headers.set('content-type', `multipart/form-data; boundary=${boundary}`)
    return Buffer.from(multipart(body, boundary)).toString('base64')
  }
  if (body instanceof URLSearchParams) {
    if (!headers.has('content-type')) headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8')
    return Buffer.from(body.toString()).toString('base64')
  }
  if (typeof body === 'string' && !headers.has('content-type')) headers.set('content-type', 'text/plain;charset=UTF-8')
  return Buffer.from(body).toString('base64')
}

/** Rejects when the signal is given. */
const aborted = (signal) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

const fetch = async (url, { method = 'GET', headers, body, timeout, signal } = {}) => {
  if (signal) signal.throwIfAborted()
  const sent = new Headers(headers)
  const bytes = bodyOf(body, sent)
  const question = { method: String(method).toUpperCase(), url: String(url), headers: [...sent], body: bytes, timeout }
  const answer = askLater('http', question)
  return new Response(await (signal ? Promise.race([answer, aborted(signal)]) : answer))
}

module.exports = Object.assign(fetch, { default: fetch, fetch, Headers, Response })
