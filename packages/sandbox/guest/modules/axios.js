// axios, as rules use it: requests with JSON or form bodies, parameters, basic credentials, defaults.
'use strict'
const fetch = require('node-fetch')
const querystring = require('querystring')
const { Buffer } = require('buffer')

const withParams = (url, params) => {
  const query = params instanceof URLSearchParams ? params.toString() : querystring.stringify(params ?? {})
  return query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`
}

const isPlain = (value) =>
  typeof value === 'object' && value !== null && !(value instanceof URLSearchParams) && !(value instanceof Uint8Array)

const failure = (message, config, response) =>
  Object.assign(new Error(message), { isAxiosError: true, config, response, request: {}, toJSON: () => ({ message }) })

const parsed = (text, responseType) => {
  if (responseType === 'text') return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const send = async (config) => {
  const { baseURL = '', url = '', method = 'get', params, data, auth, timeout, responseType } = config
  const headers = { accept: 'application/json, text/plain, */*', ...config.headers }
  const has = (name) => Object.keys(headers).some((key) => key.toLowerCase() === name)
  if (isPlain(data) && !has('content-type')) headers['content-type'] = 'application/json'
  if (auth) headers.authorization = `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`
  const body = isPlain(data) ? JSON.stringify(data) : data
  const address = withParams(/^[a-z]+:\/\//i.test(url) ? url : baseURL + url, params)
  const answer = await fetch(address, { method, headers, body, timeout }).catch((error) => {
    throw failure(error.message, config)
  })
  const response = {
    status: answer.status,
    statusText: answer.statusText,
    headers: Object.fromEntries(answer.headers),
    data: responseType === 'arraybuffer' ? await answer.buffer() : parsed(await answer.text(), responseType),
    config,
  }
  const isAccepted = config.validateStatus ?? ((status) => status >= 200 && status < 300)
  if (!isAccepted(answer.status)) throw failure(`Request failed with status code ${answer.status}`, config, response)
  return response
}

const create = (defaults = {}) => {
  const merge = (config) => ({ ...defaults, ...config, headers: { ...defaults.headers, ...config.headers } })
  const request = (first, config = {}) => send(merge(typeof first === 'string' ? { ...config, url: first } : first))
  const instance = (first, config) => request(first, config)
  instance.request = request
  for (const method of ['get', 'delete', 'head', 'options'])
    instance[method] = (url, config) => send(merge({ ...config, url, method }))
  for (const method of ['post', 'put', 'patch']) {
    instance[method] = (url, data, config) => send(merge({ ...config, url, data, method }))
  }
  return Object.assign(instance, { create, defaults, isAxiosError: (error) => Boolean(error && error.isAxiosError) })
}

module.exports = Object.assign(create(), { default: create() })
