// @onfido/api, first major version: who somebody is by papers and face. Without what sends or brings files.
'use strict'
const fetch = require('node-fetch')
const querystring = require('querystring')
const { toCamelCase, toSnakeCase } = require('renamed-members')

const Region = Object.freeze({ EU: 'EU', US: 'US', CA: 'CA' })

const failure = (status, said) => {
  const { type = 'unknown', message = `The service answered ${status}`, fields = {} } = Object(Object(said).error)
  return Object.assign(new Error(message), {
    name: 'OnfidoApiError',
    statusCode: status,
    type,
    fields,
    responseBody: said,
  })
}

const readJson = (text) => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function Onfido({ apiToken, region } = {}) {
  if (!apiToken) throw new Error('No apiToken provided')
  if (!Object.hasOwn(Region, String(region))) throw new Error(`Unknown or missing region '${region}'.`)
  const base = `https://api.${region.toLowerCase()}.onfido.com/v3/`
  const headers = {
    authorization: `Token token=${apiToken}`,
    accept: 'application/json',
    'content-type': 'application/json',
  }

  const ask = async (method, path, { body, query } = {}) => {
    const asked = query ? querystring.stringify(toSnakeCase(query)) : ''
    const sent = body === undefined ? {} : { body: JSON.stringify(toSnakeCase(body)) }
    const answer = await fetch(`${base}${path}${asked === '' ? '' : `?${asked}`}`, { method, headers, ...sent })
    const said = readJson(await answer.text())
    if (!answer.ok) throw failure(answer.status, said)
    return toCamelCase(said)
  }
  const at = (...parts) => parts.map(encodeURIComponent).join('/')
  const listOf = (name, query) => ask('GET', name, { query }).then((answer) => answer[name])

  this.applicant = {
    create: (body) => ask('POST', 'applicants', { body }),
    find: (id) => ask('GET', at('applicants', id)),
    update: (id, body) => ask('PUT', at('applicants', id), { body }),
    delete: (id) => ask('DELETE', at('applicants', id)).then(() => undefined),
    restore: (id) => ask('POST', at('applicants', id, 'restore')).then(() => undefined),
    list: (query = {}) => listOf('applicants', query),
  }
  this.check = {
    create: (body) => ask('POST', 'checks', { body }),
    find: (id) => ask('GET', at('checks', id)),
    list: (applicantId) => listOf('checks', { applicantId }),
    resume: (id) => ask('POST', at('checks', id, 'resume')).then(() => undefined),
  }
  this.report = {
    find: (id) => ask('GET', at('reports', id)),
    list: (checkId) => listOf('reports', { checkId }),
    resume: (id) => ask('POST', at('reports', id, 'resume')).then(() => undefined),
    cancel: (id) => ask('POST', at('reports', id, 'cancel')).then(() => undefined),
  }
  this.sdkToken = { generate: (body) => ask('POST', 'sdk_token', { body }).then(({ token }) => token) }
}

module.exports = { Onfido, Region }
