// @auth0/rule-utilities: what redirect rules and rules that keep metadata are written with. reference: extensibility, section 8.
'use strict'
const jwt = require('jsonwebtoken')
const { ManagementClient } = require('auth0')

const noRedirectProtocols = ['oauth2-resource-owner', 'oauth2-refresh-token', 'oauth2-password', 'redirect-callback']

class Auth0RedirectRuleUtilities {
  constructor(user, context, configuration) {
    this.user = user ?? {}
    this.context = context ?? {}
    this.configuration = configuration ?? {}
  }

  get redirectUrl() {
    return this.context.redirect?.url
  }

  get queryParams() {
    return this.context.request?.query ?? {}
  }

  get protocolCanRedirect() {
    return !noRedirectProtocols.includes(this.context.protocol)
  }

  get isRedirectCallback() {
    return this.context.protocol === 'redirect-callback'
  }

  /** Not where another rule has asked for something of the person already, or nobody can be asked. */
  get canRedirect() {
    const isTaken = Boolean(this.redirectUrl || this.context.multifactor)
    return !isTaken && this.queryParams.prompt !== 'none' && this.protocolCanRedirect
  }

  secret() {
    const { SESSION_TOKEN_SECRET: secret } = this.configuration
    if (!secret) throw new Error('SESSION_TOKEN_SECRET is required in the configuration')
    return secret
  }

  issuer() {
    return `https://${this.context.request.hostname}/`
  }

  createSessionToken(claims = {}) {
    const token = { ip: this.context.request.ip, iss: this.issuer(), sub: this.user.user_id, ...claims }
    return jwt.sign(token, this.secret(), { expiresIn: this.configuration.SESSION_TOKEN_EXPIRES_IN || '3d' })
  }

  /** `options`: a session token by itself, or `sessionToken`, or `generateSessionToken: false` for none. */
  doRedirect(url, options) {
    if (!this.canRedirect || !url) throw new Error('Cannot redirect')
    const { sessionToken, generateSessionToken = true } =
      typeof options === 'string' ? { sessionToken: options } : (options ?? {})
    const token = sessionToken || (generateSessionToken === true ? this.createSessionToken() : undefined)
    const separator = url.includes('?') ? '&' : '?'
    this.context.redirect = { url: token ? `${url}${separator}session_token=${token}` : url }
  }

  validateSessionToken(options = {}) {
    const expected = { algorithms: ['HS256'], ...options, subject: this.user.user_id, issuer: this.issuer() }
    const claims = jwt.verify(this.queryParams.session_token, this.secret(), expected)
    if (!claims.exp) throw new Error('Expired token')
    return claims
  }
}

/** The user's metadata under one key, changed here and saved at once. */
class Auth0UserUpdateUtilities {
  constructor(user, auth0, namespace) {
    this.user = user
    this.auth0 = auth0
    this.namespace = namespace
    this.changed = {}
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

  setUser(key, value) {
    this.user[key] = value
    this.changed[key] = value
  }

  /** Of a user more than metadata: by a call to the Management API. */
  updateUser() {
    const { accessToken: token, domain } = this.auth0
    return new ManagementClient({ token, domain }).updateUser({ id: this.user.user_id }, this.changed)
  }

  updateAppMeta() {
    return this.auth0.users.updateAppMetadata(this.user.user_id, this.user.app_metadata)
  }

  updateAppMetadata() {
    return this.updateAppMeta()
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

  updateUserMetadata() {
    return this.updateUserMeta()
  }
}

module.exports = { Auth0RedirectRuleUtilities, Auth0UserUpdateUtilities, noRedirectProtocols }
