// request: the callback client that most rules were written with.
'use strict'
const fetch = require('node-fetch')
const { Buffer } = require('buffer')

const encode = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

/** Members of members go in brackets: `a[b][0]=c`. */
const written = (name, value) => {
  if (value === undefined || typeof value === 'function') return []
  if (value instanceof Date) return written(name, value.toISOString())
  if (typeof value !== 'object' || value === null) return [`${encode(name)}=${encode(value ?? '')}`]
  return Object.entries(value).flatMap(([inner, its]) => written(name === '' ? inner : `${name}[${inner}]`, its))
}
const queryOf = (values) => written('', values).join('&')

const optionsOf = (first, second) => {
  const options = typeof first === 'string' ? { ...second, url: first } : { ...first }
  options.url = String(options.url ?? options.uri ?? '')
  return options
}

const addressOf = ({ url, baseUrl, qs }) => {
  const address =
    baseUrl && !/^[a-z]+:\/\//i.test(url) ? baseUrl.replace(/\/$/, '') + (url.startsWith('/') ? url : `/${url}`) : url
  const query = queryOf(qs ?? {})
  return query === '' ? address : `${address}${address.includes('?') ? '&' : '?'}${query}`
}

const credentials = ({ user, username, pass, password, bearer }) =>
  bearer === undefined
    ? `Basic ${Buffer.from(`${user ?? username}:${pass ?? password ?? ''}`).toString('base64')}`
    : `Bearer ${bearer}`

const bodyOf = ({ json, body, form }, headers) => {
  if (form !== undefined) {
    headers['content-type'] = 'application/x-www-form-urlencoded'
    return typeof form === 'string' ? form : queryOf(form)
  }
  const value = typeof json === 'object' && json !== null ? json : body
  if (!json || value === undefined) return value
  headers['content-type'] = 'application/json'
  return JSON.stringify(value)
}

const send = async (options) => {
  const headers = { ...options.headers }
  if (options.json) headers.accept = headers.accept ?? 'application/json'
  if (options.auth) headers.authorization = credentials(options.auth)
  const body = bodyOf(options, headers)
  const answer = await fetch(addressOf(options), {
    method: options.method ?? 'GET',
    headers,
    body,
    timeout: options.timeout,
  })
  const text = options.encoding === null ? await answer.buffer() : await answer.text()
  let content = text
  if (options.json) {
    try {
      content = JSON.parse(text)
    } catch {
      // What is not JSON is handed on as it came.
    }
  }
  const response = {
    statusCode: answer.status,
    statusMessage: answer.statusText,
    headers: Object.fromEntries(answer.headers),
    body: content,
  }
  return { response, content }
}

const withMethod = (method) => (first, second, third) => {
  const callback = [first, second, third].find((value) => typeof value === 'function')
  const options = optionsOf(first, typeof second === 'object' ? second : undefined)
  const sent = send({ ...options, method: method ?? options.method })
  const told = callback ?? options.callback ?? (() => {})
  // What a callback throws is no promise's, but the script's own.
  const tell = (...values) => {
    try {
      told(...values)
    } catch (error) {
      setTimeout(() => {
        throw error
      }, 0)
    }
  }
  sent.then(({ response, content }) => tell(null, response, content), tell)
  return { on: () => undefined }
}

const request = withMethod()
for (const method of ['get', 'post', 'put', 'patch', 'head', 'delete'])
  request[method] = withMethod(method.toUpperCase())
request.del = request.delete

module.exports = request
