// @auth0/rule-utilities: what redirect rules and rules that keep metadata are written with. reference: extensibility, section 8.
'use strict'
const jwt = require('jsonwebtoken')

const CANNOT_REDIRECT = [
  'delegation',
  'oauth2-resource-owner',
  'oauth2-resource-owner-jwt-bearer',
  'oauth2-password',
  'oauth2-refresh-token',
  'oauth2-token-exchange',
  'redirect-callback',
]

class Auth0RedirectRuleUtilities {
  constructor(user, context, configuration) {
    this.user = user
    this.context = context
    this.configuration = configuration
  }

  get queryParams() {
    return { ...this.context.request.query, ...this.context.request.body }
  }

  get isRedirectCallback() {
    return this.context.protocol === 'redirect-callback' && Boolean(this.queryParams.session_token)
  }

  get canRedirect() {
    const isSilent = (this.context.request.query ?? {}).prompt === 'none'
    return !isSilent && !CANNOT_REDIRECT.includes(this.context.protocol)
  }

  secret() {
    const { SESSION_TOKEN_SECRET: secret } = this.configuration
    if (!secret) throw new Error('SESSION_TOKEN_SECRET is required in the configuration')
    return secret
  }

  createSessionToken(claims = {}) {
    const { hostname } = this.context.request
    return jwt.sign({ ...claims, sub: this.user.user_id }, this.secret(), { issuer: hostname, expiresIn: '3d' })
  }

  doRedirect(url, claims = {}) {
    if (!this.canRedirect) throw new Error('Cannot redirect')
    const separator = url.includes('?') ? '&' : '?'
    this.context.redirect = { url: `${url}${separator}session_token=${this.createSessionToken(claims)}` }
  }

  validateSessionToken() {
    const claims = jwt.verify(this.queryParams.session_token, this.secret(), { algorithms: ['HS256'] })
    if (claims.sub !== this.user.user_id) throw new Error('The session token is of another user')
    return claims
  }
}

/** The user's metadata under one key, changed here and saved at once. */
class Auth0UserUpdateUtilities {
  constructor(user, auth0, namespace) {
    this.user = user
    this.auth0 = auth0
    this.namespace = namespace
    user.app_metadata = user.app_metadata || {}
    user.user_metadata = user.user_metadata || {}
    if (!namespace) return
    for (const field of ['app_metadata', 'user_metadata']) user[field][namespace] = user[field][namespace] || {}
  }

  of(field) {
    const metadata = this.user[field]
    return this.namespace ? metadata[this.namespace] : metadata
  }

  getAppMeta(key) {
    return key === undefined ? this.of('app_metadata') : this.of('app_metadata')[key]
  }

  setAppMeta(key, value) {
    this.of('app_metadata')[key] = value
  }

  updateAppMeta() {
    return this.auth0.users.updateAppMetadata(this.user.user_id, this.user.app_metadata)
  }

  getUserMeta(key) {
    return key === undefined ? this.of('user_metadata') : this.of('user_metadata')[key]
  }

  setUserMeta(key, value) {
    this.of('user_metadata')[key] = value
  }

  updateUserMeta() {
    return this.auth0.users.updateUserMetadata(this.user.user_id, this.user.user_metadata)
  }
}

module.exports = { Auth0RedirectRuleUtilities, Auth0UserUpdateUtilities }
