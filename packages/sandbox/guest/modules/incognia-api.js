// @incognia/api, first major version: how likely it is that a device is where its owner lives.
'use strict'
const fetch = require('node-fetch')
const { toCamelCase } = require('renamed-members')

const HOSTS = { global: 'https://api.us.incognia.com/api', br: 'https://incognia.inloco.com.br/api' }

/** A token is not used in the last seconds of its life. */
const SPARE = 10_000

const jsonOf = async (answer) => {
  const text = await answer.text()
  if (!answer.ok) throw new Error(`Request failed with status code ${answer.status}`)
  return text === '' ? {} : JSON.parse(text)
}

const required = (given, words) => {
  if (given.some((value) => !value)) throw new Error(words)
}

function IncogniaAPI({ clientId, clientSecret, region } = {}) {
  required([clientId, clientSecret], 'No clientId or clientSecret provided')
  const name = region || 'global'
  if (!Object.hasOwn(HOSTS, name)) throw new Error(`Invalid region. Avaliable: ${Object.keys(HOSTS).join(', ')}.`)
  const host = HOSTS[name]
  let known

  const token = async () => {
    if (known && Date.now() < known.until) return known.token
    try {
      const answer = await fetch(`${host}/v1/token`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'grant_type=client_credentials',
      })
      const { access_token, expires_in } = await jsonOf(answer)
      known = { token: access_token, until: Date.now() + Number(expires_in) * 1000 - SPARE }
      return access_token
    } catch (error) {
      throw new Error(`Could not request the AccessToken: ${error.message}`, { cause: error })
    }
  }

  const ask = async (method, path, body) => {
    const headers = { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' }
    try {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) }
      return toCamelCase(await jsonOf(await fetch(`${host}/v2/${path}`, { method, headers, ...sent })))
    } catch (error) {
      throw new Error(`Could not request resource:${error.message}`, { cause: error })
    }
  }

  this.getOnboardingAssessment = async (signupId) => {
    required([signupId], 'No signupId provided')
    return ask('GET', `onboarding/signups/${encodeURIComponent(signupId)}`)
  }
  this.registerOnboardingAssessment = async ({ installationId, addressLine }) => {
    required([installationId, addressLine], 'No installationId or addressLine provided')
    return ask('POST', 'onboarding/signups', { installation_id: installationId, address_line: addressLine })
  }
  this.registerLoginAssessment = async ({ installationId, accountId }) => {
    required([installationId, accountId], 'No installationId or accountId provided')
    const about = { installation_id: installationId, account_id: accountId, type: 'login' }
    return ask('POST', 'authentication/transactions', about)
  }
}

module.exports = { IncogniaAPI }
