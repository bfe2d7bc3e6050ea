// request-promise: request, answering with a promise of the body; an answer that is no success rejects.
'use strict'
const request = require('request')

const failure = (name, message, members) => Object.assign(new Error(message), { name, ...members })

const promised =
  (send) =>
  (first, second = {}) => {
    const options = typeof first === 'string' ? { ...second, uri: first } : first
    return new Promise((resolve, reject) => {
      send(options, (error, response, body) => {
        if (error) return reject(failure('RequestError', error.message, { cause: error, error, options }))
        const { statusCode } = response
        const isSuccess = statusCode >= 200 && statusCode < 300
        if (isSuccess || options.simple === false) return resolve(options.resolveWithFullResponse ? response : body)
        const text = typeof body === 'string' ? body : JSON.stringify(body)
        reject(failure('StatusCodeError', `${statusCode} - ${text}`, { statusCode, error: body, options, response }))
      })
    })
  }

const methods = ['get', 'post', 'put', 'patch', 'head', 'delete', 'del']

module.exports = Object.assign(
  promised(request),
  Object.fromEntries(methods.map((method) => [method, promised(request[method])])),
)
