// Rules that decide who may come in.
import { ADA, type Case } from './case.ts'

export const ACCESS: readonly Case[] = [
  {
    name: 'lets nobody in at the weekend',
    rule: `function (user, context, callback) {
      if (context.clientName === 'Shop') {
        var day = new Date().getDay()
        if (day === 0 || day === 6) return callback(new UnauthorizedError('This application is closed at the weekend'))
      }
      return callback(null, user, context)
    }`,
    now: Date.UTC(2026, 10, 21),
    refuses: 'This application is closed at the weekend',
    unauthorized: true,
  },
  {
    name: 'lets everybody in on a Monday',
    rule: `function (user, context, callback) {
      var day = new Date().getDay()
      if (day === 0 || day === 6) return callback(new UnauthorizedError('closed'))
      context.idToken.day = day
      return callback(null, user, context)
    }`,
    now: Date.UTC(2026, 10, 23),
    gives: { 'context.idToken.day': 1 },
  },
  {
    name: 'wants a verified address',
    rule: `function emailVerified(user, context, callback) {
      if (!user.email_verified) return callback(new UnauthorizedError('Please verify your email before logging in.'))
      return callback(null, user, context)
    }`,
    user: { email_verified: false },
    refuses: 'Please verify your email before logging in.',
    unauthorized: true,
  },
  {
    name: 'lets in only the users of a list',
    rule: `function (user, context, callback) {
      const list = ['grace@example.com']
      const access = list.some((email) => email === user.email)
      callback(access ? null : new UnauthorizedError('Access denied.'), user, context)
    }`,
    refuses: 'Access denied.',
    unauthorized: true,
  },
  {
    name: 'lets in only a domain',
    rule: `function (user, context, callback) {
      if (!user.email || !user.email_verified) return callback(new UnauthorizedError('no'))
      const domains = ['example.com', 'example.org']
      const allowed = domains.some((domain) => user.email.toLowerCase().split('@').slice(-1)[0] === domain)
      return allowed ? callback(null, user, context) : callback(new UnauthorizedError('Access denied.'))
    }`,
    gives: { 'user.email': 'ada@example.com' },
  },
  {
    name: 'holds the address against the aliases of the connection',
    rule: `function (user, context, callback) {
      var options = context.connectionOptions
      var domain = user.email.split('@').pop()
      if (options.domain_aliases.concat(options.tenant_domain).indexOf(domain) < 0) {
        return callback('Access denied: ' + domain)
      }
      callback(null, user, context)
    }`,
    user: { email: 'ada@elsewhere.net' },
    refuses: 'Access denied: elsewhere.net',
    unauthorized: false,
  },
  {
    name: 'lets in only some addresses of the network',
    rule: `function (user, context, callback) {
      const allowlist = ['198.51.100.1', '203.0.113.7']
      if (!allowlist.includes(context.request.ip)) return callback(new Error('Access denied from this IP address.'))
      return callback(null, user, context)
    }`,
    context: { request: { ip: '192.0.2.99', query: {}, body: {} } },
    refuses: 'Access denied from this IP address.',
    unauthorized: false,
  },
  {
    name: 'keeps out a network, by ipaddr.js',
    rule: `function (user, context, callback) {
      const ipaddr = require('ipaddr.js@1.9.0')
      const inside = ipaddr.parse(context.request.ip).match(ipaddr.parse('203.0.113.0'), 24)
      callback(inside ? new UnauthorizedError('This network is closed') : null, user, context)
    }`,
    refuses: 'This network is closed',
    unauthorized: true,
  },
  {
    name: 'wants a password that is not too old',
    rule: `function (user, context, callback) {
      const days = (time) => (new Date() - new Date(time)) / 86400000
      if (days(user.last_password_reset || user.created_at) > 30) {
        return callback(new UnauthorizedError('please change your password'))
      }
      callback(null, user, context)
    }`,
    now: Date.UTC(2026, 10, 25),
    refuses: 'please change your password',
    unauthorized: true,
  },
  {
    name: 'forbids the password grant',
    rule: `function (user, context, callback) {
      if (context.protocol === 'oauth2-password') return callback(new UnauthorizedError('The resource owner endpoint cannot be used.'))
      callback(null, user, context)
    }`,
    context: { protocol: 'oauth2-password' },
    refuses: 'The resource owner endpoint cannot be used.',
    unauthorized: true,
  },
  {
    name: 'lets in only a role',
    rule: `async function (user, context, callback) {
      if (!context.authorization.roles.includes('owner')) return callback(new UnauthorizedError('owners only'))
      callback(null, user, context)
    }`,
    refuses: 'owners only',
    unauthorized: true,
  },
  {
    name: 'counts the first login only',
    rule: `function (user, context, callback) {
      if (context.stats.loginsCount > 1) return callback(null, user, context)
      user.app_metadata = user.app_metadata || {}
      user.app_metadata.is_signup = true
      auth0.users.updateAppMetadata(user.user_id, user.app_metadata)
        .then(function () { callback(null, user, context) })
        .catch(function (err) { callback(err) })
    }`,
    gives: { 'user.app_metadata.is_signup': true },
    keeps: { user_id: ADA['user_id'], field: 'app_metadata', metadata: { is_signup: true } },
  },
  {
    name: 'looks at the risk',
    rule: `function (user, context, callback) {
      const { confidence, assessments } = context.riskAssessment || {}
      if (confidence === 'low' && assessments.NewDevice.confidence === 'low') context.multifactor = { provider: 'any', allowRememberBrowser: false }
      callback(null, user, context)
    }`,
    gives: { 'context.multifactor': { provider: 'any', allowRememberBrowser: false } },
  },
  {
    name: 'steps up when it is asked to',
    rule: `function (user, context, callback) {
      const asked = context.request.query.acr_values === 'http://schemas.openid.net/pape/policies/2007/06/multi-factor'
      const done = context.authentication.methods.some((method) => method.name === 'mfa')
      if (asked && !done) context.multifactor = { provider: 'guardian' }
      callback(null, user, context)
    }`,
    gives: { 'context.multifactor': undefined },
  },
  {
    name: 'checks the organization and its metadata',
    rule: `function (user, context, callback) {
      const { id, metadata } = context.organization
      if (metadata.tier !== '1') return callback(new UnauthorizedError('not this organization'))
      context.idToken['https://acme.example/org'] = id
      callback(null, user, context)
    }`,
    gives: { 'context.idToken.https://acme.example/org': 'org_1' },
  },
]
