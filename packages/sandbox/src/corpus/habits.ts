// How rules call back, fail, remember and speak.
import { ADA, type Case } from './case.ts'

export const HABITS: readonly Case[] = [
  {
    name: 'calls back with nothing, and what it changed counts',
    rule: `function (user, context, callback) { context.idToken.x = 1; callback() }`,
    gives: { 'context.idToken.x': 1 },
  },
  {
    name: 'calls back with null alone',
    rule: `function (user, context, callback) { user.x = 2; callback(null) }`,
    gives: { 'user.x': 2 },
  },
  {
    name: 'calls back with other objects, and those it was given count',
    rule: `function (user, context, callback) { user.x = 3; callback(null, { user_id: 'else' }, {}) }`,
    gives: { 'user.x': 3, 'user.user_id': ADA['user_id'] },
  },
  {
    name: 'calls back twice, and the first counts',
    rule: `function (user, context, callback) { callback(null, user, context); callback(new Error('second')) }`,
    gives: { 'user.email': 'ada@example.com' },
  },
  {
    name: 'calls back from a timer',
    rule: `function (user, context, callback) { setTimeout(() => { context.idToken.late = true; callback(null, user, context) }, 5) }`,
    gives: { 'context.idToken.late': true },
  },
  {
    name: 'is an arrow function',
    rule: `(user, context, callback) => { context.idToken.arrow = true; callback(null, user, context) }`,
    gives: { 'context.idToken.arrow': true },
  },
  {
    name: 'is async and awaits',
    rule: `async function (user, context, callback) {
      const value = await new Promise((resolve) => setTimeout(resolve, 1, 'waited'))
      context.idToken.value = value
      return callback(null, user, context)
    }`,
    gives: { 'context.idToken.value': 'waited' },
  },
  {
    name: 'has comments before and behind',
    rule: `/** A rule.
     * @param user */
    // and another
    function (user, context, callback) { callback(null, user, context) } // the end`,
    gives: { 'user.name': 'Ada Lovelace' },
  },
  {
    name: 'fails with a text',
    rule: `function (user, context, callback) { callback('just words') }`,
    refuses: 'just words',
    unauthorized: false,
  },
  {
    name: 'fails with what others answer by',
    rule: `function (user, context, callback) { callback({ statusCode: 404, message: 'No such person' }) }`,
    refuses: 'No such person',
    unauthorized: false,
  },
  {
    name: 'fails with an error that it throws',
    rule: `function (user, context, callback) { throw new Error('thrown') }`,
    refuses: 'thrown',
    unauthorized: false,
  },
  {
    name: 'fails with an UnauthorizedError that it throws, made without new',
    rule: `function (user, context, callback) { throw UnauthorizedError('keep out') }`,
    refuses: 'keep out',
    unauthorized: true,
  },
  {
    name: 'fails in an async function',
    rule: `async function (user, context, callback) { await null; throw new Error('rejected') }`,
    refuses: 'rejected',
    unauthorized: false,
  },
  {
    name: 'fails in a timer, which is its own fault and nobody else’s',
    rule: `function (user, context, callback) { setTimeout(() => { undefined.x }, 1) }`,
    refuses: /undefined/,
    unauthorized: false,
  },
  {
    name: 'asks for a module that there is not',
    rule: `function (user, context, callback) { require('mongodb@3.1.4') }`,
    refuses: /Cannot find module 'mongodb'\. The sandbox offers: /,
    unauthorized: false,
  },
  {
    name: 'reads what its tenant has kept for it',
    rule: `function (user, context, callback) { context.idToken.domain = configuration.DOMAIN; callback(null, user, context) }`,
    configuration: { DOMAIN: 'crm.example' },
    gives: { 'context.idToken.domain': 'crm.example' },
  },
  {
    name: 'sends the person away, with a token of the utilities',
    rule: `async function (user, context, callback) {
      const { Auth0RedirectRuleUtilities } = require('@auth0/rule-utilities@0.1.0')
      const utilities = new Auth0RedirectRuleUtilities(user, context, configuration)
      if (utilities.isRedirectCallback) return callback(null, user, context)
      if (!utilities.canRedirect) return callback(new Error('cannot'))
      utilities.doRedirect('https://ask.example/', { why: 'policy' })
      callback(null, user, context)
    }`,
    configuration: { SESSION_TOKEN_SECRET: 'a secret that is long enough' },
    gives: { 'context.redirect.url': /^https:\/\/ask\.example\/\?session_token=[\w-]+\.[\w-]+\.[\w-]+$/ },
  },
  {
    name: 'knows when nobody can be sent away',
    rule: `function (user, context, callback) {
      const { Auth0RedirectRuleUtilities } = require('@auth0/rule-utilities')
      context.idToken.can = new Auth0RedirectRuleUtilities(user, context, configuration).canRedirect
      callback(null, user, context)
    }`,
    context: { protocol: 'oauth2-refresh-token' },
    gives: { 'context.idToken.can': false },
  },
  {
    name: 'keeps metadata by the utilities',
    rule: `async function (user, context, callback) {
      const { Auth0UserUpdateUtilities } = require('@auth0/rule-utilities@0.2.0')
      const utilities = new Auth0UserUpdateUtilities(user, auth0, 'profiling')
      utilities.setAppMeta('done', true)
      await utilities.updateAppMeta()
      context.idToken.done = utilities.getAppMeta('done')
      callback(null, user, context)
    }`,
    gives: { 'context.idToken.done': true },
    keeps: { user_id: ADA['user_id'], field: 'app_metadata', metadata: { profiling: { done: true } } },
  },
  {
    name: 'speaks to the console',
    rule: `function (user, context, callback) {
      console.log('user', user.email, { n: 1 }, [1, 2], undefined, null)
      console.error(new TypeError('odd'))
      callback(null, user, context)
    }`,
    logs: ['user ada@example.com {"n":1} [1,2] undefined null', 'TypeError: odd'],
  },
  {
    name: 'knows the tenant',
    rule: `function (user, context, callback) {
      context.idToken.where = [context.tenant, auth0.domain, auth0.baseUrl, context.request.hostname]
      callback(null, user, context)
    }`,
    gives: {
      'context.idToken.where': ['acme', 'tenant.example', 'https://tenant.example/api/v2', 'login.example.com'],
    },
  },
  {
    name: 'knows the session, the client and the connection',
    rule: `function (user, context, callback) {
      const { sessionID, clientID, clientMetadata, connectionID, connectionStrategy, connectionMetadata, sso } = context
      context.idToken.all = [sessionID, clientID, clientMetadata.plan, connectionID, connectionStrategy, connectionMetadata.region, sso.current_clients[0]]
      callback(null, user, context)
    }`,
    gives: {
      'context.idToken.all': ['session-1', 'shop', 'gold', 'con_0000000000000001', 'auth0', 'eu', 'shop'],
    },
  },
]
