// Rules that say what stands in the tokens.
import { ADA, type Case } from './case.ts'

export const CLAIMS: readonly Case[] = [
  {
    name: 'maps scope words to attributes',
    rule: `function (user, context, callback) {
      // The requested scopes can be accessed with: context.request.query.scope
      context.jwtConfiguration.scopes = {
        contactInfo: ['name', 'email', 'company'],
        publicInfo: ['public_repos', 'public_gists'],
      }
      callback(null, user, context)
    }`,
    gives: { 'context.jwtConfiguration.scopes.contactInfo': ['name', 'email', 'company'] },
  },
  {
    name: 'adds the address to the access token',
    rule: `function (user, context, callback) {
      var namespace = 'https://shop.example/'
      context.accessToken[namespace + 'email'] = user.email
      return callback(null, user, context)
    }`,
    gives: { 'context.accessToken.https://shop.example/email': 'ada@example.com' },
  },
  {
    name: 'adds an attribute for one connection',
    rule: `function (user, context, callback) {
      if (context.connection === 'Users') context.idToken['https://shop.example/vip'] = true
      callback(null, user, context)
    }`,
    gives: { 'context.idToken.https://shop.example/vip': true },
  },
  {
    name: 'adds the country',
    rule: `function (user, context, callback) {
      if (context.request.geoip) context.idToken['https://shop.example/country'] = context.request.geoip.country_name
      callback(null, user, context)
    }`,
    gives: { 'context.idToken.https://shop.example/country': 'United Kingdom' },
  },
  {
    name: 'reads the query',
    rule: `function (user, context, callback) {
      context.idToken.client = context.request.query.client_id
      callback(null, user, context)
    }`,
    gives: { 'context.idToken.client': 'shop' },
  },
  {
    name: 'replaces the scopes by a list',
    rule: `function (user, context, callback) {
      const asked = context.request.query.scope.split(' ')
      context.accessToken.scope = asked.filter((scope) => scope === 'openid').concat('read:all')
      callback(null, user, context)
    }`,
    gives: { 'context.accessToken.scope': ['openid', 'read:all'] },
  },
  {
    name: 'sets the life of the ID token',
    rule: `function (user, context, callback) { context.jwtConfiguration.lifetimeInSeconds = 120; callback(null, user, context) }`,
    gives: { 'context.jwtConfiguration.lifetimeInSeconds': 120 },
  },
  {
    name: 'takes attributes away',
    rule: `function (user, context, callback) {
      ['picture', 'nickname'].forEach(function (name) { delete user[name] })
      callback(null, user, context)
    }`,
    gives: { 'user.picture': undefined, 'user.nickname': undefined, 'user.name': 'Ada Lovelace' },
  },
  {
    name: 'gives a picture instead of the usual one, by url',
    rule: `function (user, context, callback) {
      const url = require('url')
      const parsed = url.parse(user.picture, true)
      const replaced = url.parse(parsed.query.d, true)
      if (replaced.hostname === 'cdn.example.com') user.picture = 'https://shop.example/nobody' + replaced.pathname
      callback(null, user, context)
    }`,
    gives: { 'user.picture': 'https://shop.example/nobody/ad.png' },
  },
  {
    name: 'finds an identity, by lodash',
    rule: `function (user, context, callback) {
      const _ = require('lodash@4.17.10')
      const facebook = _.find(user.identities, { connection: 'facebook' })
      context.idToken.picture = 'https://graph.example/' + _.get(facebook, 'user_id') + '/picture'
      callback(null, user, context)
    }`,
    gives: { 'context.idToken.picture': 'https://graph.example/77/picture' },
  },
  {
    name: 'uses the preloaded lodash, as rules of old do',
    rule: `function (user, context, callback) {
      context.idToken.providers = _.map(user.identities, function (identity) { return identity.provider }).sort()
      callback(null, user, context)
    }`,
    gives: { 'context.idToken.providers': ['auth0', 'facebook'] },
  },
  {
    name: 'signs a token of its own, by jsonwebtoken',
    rule: `function (user, context, callback) {
      const jwt = require('jsonwebtoken')
      const token = jwt.sign({ sub: user.user_id }, configuration.SECRET, { algorithm: 'HS256', expiresIn: '5m', audience: 'crm' })
      const { sub, aud, exp, iat } = jwt.verify(token, configuration.SECRET, { audience: 'crm' })
      context.idToken.checked = [sub, aud, exp - iat]
      callback(null, user, context)
    }`,
    configuration: { SECRET: 'a secret that is long enough' },
    gives: { 'context.idToken.checked': [ADA['user_id'], 'crm', 300] },
  },
  {
    name: 'signs with the options of old, by the preloaded jwt and uuid',
    rule: `function (user, context, callback) {
      var token = jwt.sign({ jti: uuid.v4() }, configuration.KEY, { expiresInMinutes: 5, issuer: 'me' })
      var claims = jwt.decode(token)
      context.idToken.minutes = (claims.exp - claims.iat) / 60
      context.idToken.jti = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(claims.jti)
      callback(null, user, context)
    }`,
    configuration: { KEY: 'a secret that is long enough' },
    gives: { 'context.idToken.minutes': 5, 'context.idToken.jti': true },
  },
  {
    name: 'refuses a token that somebody has changed',
    rule: `function (user, context, callback) {
      const jwt = require('jsonwebtoken')
      const token = jwt.sign({ a: 1 }, 'a secret that is long enough')
      jwt.verify(token.slice(0, -2) + 'xx', 'a secret that is long enough', (error) => callback(error, user, context))
    }`,
    refuses: 'invalid signature',
    unauthorized: false,
  },
  {
    name: 'encrypts, by crypto',
    rule: `function (user, context, callback) {
      const crypto = require('crypto')
      const key = crypto.createHash('sha256').update(configuration.KEY).digest()
      const cipher = crypto.createCipheriv('aes-256-cbc', key, Buffer.alloc(16))
      const sealed = cipher.update(user.email, 'utf8', 'base64') + cipher.final('base64')
      const open = crypto.createDecipheriv('aes-256-cbc', key, Buffer.alloc(16))
      context.idToken.same = open.update(sealed, 'base64', 'utf8') + open.final('utf8') === user.email
      context.idToken.length = sealed.length
      callback(null, user, context)
    }`,
    configuration: { KEY: 'k' },
    gives: { 'context.idToken.same': true, 'context.idToken.length': 24 },
  },
  {
    name: 'authenticates a channel, by the preloaded crypto',
    rule: `function (user, context, callback) {
      context.idToken.auth = 'key:' + crypto.createHmac('sha256', 'secret').update('1234.1234:private').digest('hex')
      callback(null, user, context)
    }`,
    gives: { 'context.idToken.auth': 'key:18a0cde3f13ec8178b3e220123052c0e916c85cc6d207e330d963006496cc735' },
  },
  {
    name: 'writes a form, by querystring',
    rule: `function (user, context, callback) {
      const querystring = require('querystring')
      context.idToken.form = querystring.stringify({ name: user.name, list: [1, 2] })
      context.idToken.back = querystring.parse(context.idToken.form).list
      callback(null, user, context)
    }`,
    gives: { 'context.idToken.form': 'name=Ada%20Lovelace&list=1&list=2', 'context.idToken.back': ['1', '2'] },
  },
  {
    name: 'tells the time, by moment',
    rule: `function (user, context, callback) {
      const moment = require('moment@2.11.2')
      context.idToken.age = moment().diff(moment(user.created_at), 'days')
      context.idToken.day = moment.utc(user.created_at).format('dddd, D MMMM YYYY')
      callback(null, user, context)
    }`,
    now: Date.UTC(2026, 0, 11),
    gives: { 'context.idToken.age': 10, 'context.idToken.day': 'Thursday, 1 January 2026' },
  },
  {
    name: 'tells the time of a city',
    rule: `function (user, context, callback) {
      context.idToken.hour = new Date().toLocaleString('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit', hour12: false })
      callback(null, user, context)
    }`,
    now: Date.UTC(2026, 6, 1, 12),
    gives: { 'context.idToken.hour': '14' },
  },
  {
    name: 'works in steps, by async',
    rule: `function (user, context, callback) {
      const async = require('async')
      async.waterfall(
        [(next) => setTimeout(() => next(null, 2), 1), (n, next) => next(null, n * 21)],
        (error, answer) => { context.idToken.answer = answer; callback(error, user, context) },
      )
    }`,
    gives: { 'context.idToken.answer': 42 },
  },
  {
    name: 'works in promises, by q',
    rule: `function (user, context, callback) {
      var Q = require('q')
      Q.all([Q(1), Q.delay(2, 1)]).then(function (all) {
        context.idToken.sum = all[0] + all[1]
        callback(null, user, context)
      }).done()
    }`,
    gives: { 'context.idToken.sum': 3 },
  },
  {
    name: 'maps SAML attributes',
    rule: `function (user, context, callback) {
      context.samlConfiguration.mappings = { 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier': 'user_id' }
      context.samlConfiguration.lifetimeInSeconds = 600
      callback(null, user, context)
    }`,
    gives: { 'context.samlConfiguration.lifetimeInSeconds': 600 },
  },
  {
    name: 'keeps what lasts in the user’s metadata',
    rule: `function (user, context, callback) {
      user.user_metadata = user.user_metadata || {}
      user.user_metadata.color = user.user_metadata.color || 'blue'
      context.idToken['https://shop.example/color'] = user.user_metadata.color
      auth0.users.updateUserMetadata(user.user_id, user.user_metadata)
        .then(() => callback(null, user, context))
        .catch((err) => callback(err))
    }`,
    gives: { 'context.idToken.https://shop.example/color': 'blue' },
    keeps: { user_id: ADA['user_id'], field: 'user_metadata', metadata: { color: 'blue' } },
  },
]
