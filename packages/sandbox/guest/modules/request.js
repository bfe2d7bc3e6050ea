// request: the callback client that most rules were written with.
'use strict'
const fetch = require('node-fetch')
const querystring = require('querystring')
const { Buffer } = require('buffer')

const optionsOf = (first, second) => {
  const options = typeof first === 'string' ? { ...second, url: first } : { ...first }
  options.url = String(options.url ?? options.uri ?? '')
  return options
}

const addressOf = ({ url, baseUrl, qs }) => {
  const address =
    baseUrl && !/^[a-z]+:\/\//i.test(url) ? baseUrl.replace(/\/$/, '') + (url.startsWith('/') ? url : `/${url}`) : url
  const query = querystring.stringify(qs ?? {})
  return query === '' ? address : `${address}${address.includes('?') ? '&' : '?'}${query}`
}

const credentials = ({ user, username, pass, password, bearer }) =>
  bearer === undefined
    ? `Basic ${Buffer.from(`${user ?? username}:${pass ?? password ?? ''}`).toString('base64')}`
    : `Bearer ${bearer}`

const bodyOf = ({ json, body, form }, headers) => {
  if (form !== undefined) {
    headers['content-type'] = 'application/x-www-form-urlencoded'
    return typeof form === 'string' ? form : querystring.stringify(form)
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
  const told = callback ?? options.callback
  if (told) {
    sent.then(
      ({ response, content }) => told(null, response, content),
      (error) => told(error),
    )
  } else sent.catch(() => {})
  return { on: () => undefined }
}

const request = withMethod()
for (const method of ['get', 'post', 'put', 'patch', 'head', 'delete'])
  request[method] = withMethod(method.toUpperCase())
request.del = request.delete

module.exports = request
