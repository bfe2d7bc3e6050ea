// Runs the actions of one trigger in order. An action changes nothing: what it asks of `api` is written down and decided on outside.
;(function actions() {
  'use strict'
  const {
    __state: state,
    __require: load,
    __ask: ask,
    __words: words,
    __line: lineOf,
    __cacheOf: cacheOf,
    __frozen: frozen,
  } = globalThis
  /** By an action's key: what it and its modules export, and the key of each module that it has found by a name. */
  const compiled = new Map()

  class Uncompilable extends Error {}

  /** Keys of the modules that there are now, by their names. */
  let offered = {}
  const keyOf = (name) => (Object.hasOwn(offered, name) ? offered[name] : undefined)

  const requireWithin = (action) => (name) => {
    const shared = /^actions:(.+)$/.exec(String(name))
    if (!shared) return load(name)
    const key = keyOf(shared[1])
    if (key === undefined) throw new Error(`There is no action module '${shared[1]}'`)
    action.found.set(shared[1], key)
    return compile(key, action)
  }

  // Another version of a module is found by whatever has found the one before: an action that has is compiled anew.
  const actionOf = (key) => {
    const known = compiled.get(key)
    if (known && [...known.found].every(([name, module]) => keyOf(name) === module)) return known
    const action = { key, exports: new Map(), found: new Map() }
    compiled.set(key, action)
    return action
  }

  // Each action has modules of its own: what one does to them, no other sees.
  const compile = (key, action) => {
    const known = action.exports.get(key)
    if (known) return known
    const module = { exports: {} }
    const source = ask('script', key)
    let script
    try {
      script = (0, eval)(`(function (exports, module, require) {${source}\n})`)
    } catch (error) {
      // A line of a module is none of the action's.
      const line = action.key === key ? lineOf(error, source) : undefined
      throw Object.assign(new Uncompilable(`${error.name}: ${error.message}`), { line })
    }
    script.call(module.exports, module.exports, module, requireWithin(action))
    action.exports.set(key, module.exports)
    return module.exports
  }

  const plain = (values) => JSON.parse(JSON.stringify(values, (_key, value) => (value === undefined ? null : value)))

  /** What may be set of a SAML response. */
  const SAML =
    `Attribute Audience Recipient Destination Issuer LifetimeInSeconds SignResponse SignatureAlgorithm DigestAlgorithm
    NameIdentifierFormat NameIdentifierProbes AuthnContextClassRef CreateUpnClaim PassthroughClaimsWithNoMapping MapUnknownClaimsAsIs
    MapIdentities TypedAttributes IncludeAttributeNameFormat SigningCert EncryptionCert EncryptionPublicKey EncryptionAlgorithm Cert
    Key RelayState`.split(/\s+/)

  /** Methods that only write down what was asked; by trigger, as reference, extensibility, sections 15 and 16, list them. */
  const WRITTEN = {
    'post-login': {
      access: ['deny'],
      accessToken: ['setCustomClaim', 'addScope', 'removeScope'],
      idToken: ['setCustomClaim'],
      authentication: [
        'challengeWith',
        'challengeWithAny',
        'enrollWith',
        'enrollWithAny',
        'recordMethod',
        'setPrimaryUser',
      ],
      multifactor: ['enable'],
      prompt: ['render'],
      redirect: ['sendUserTo'],
      refreshToken: ['revoke', 'setExpiresAt', 'setIdleExpiresAt', 'setMetadata', 'deleteMetadata', 'evictMetadata'],
      session: [
        'revoke',
        'setExpiresAt',
        'setIdleExpiresAt',
        'setCookieMode',
        'setMetadata',
        'deleteMetadata',
        'evictMetadata',
      ],
      transaction: ['setMetadata'],
      user: ['setAppMetadata', 'setUserMetadata'],
      validation: ['error'],
      samlResponse: SAML.map((name) => `set${name}`),
    },
    'credentials-exchange': {
      access: ['deny'],
      accessToken: ['setCustomClaim'],
      transaction: ['addTargetScope', 'removeTargetScope', 'setTargetScopes', 'clearTargetScopes'],
    },
    'pre-user-registration': { access: ['deny'], user: ['setAppMetadata', 'setUserMetadata'], validation: ['error'] },
    'post-user-registration': {},
    'post-change-password': {},
    'send-phone-message': {},
    'custom-email-provider': { notification: ['drop', 'retry'] },
    'custom-token-exchange': {
      access: ['deny', 'rejectInvalidSubjectToken'],
      authentication: ['setUserById', 'setUserByConnection', 'setOrganization', 'setActor'],
      user: ['setAppMetadata', 'setUserMetadata'],
    },
  }

  /** What ends the chain after the action that asked for it. */
  const ENDING = new Set([
    'access.deny',
    'access.rejectInvalidSubjectToken',
    'validation.error',
    'session.revoke',
    'refreshToken.revoke',
  ])

  /** What suspends the chain until the person comes back. */
  const SUSPENDING = new Set(['redirect.sendUserTo', 'prompt.render'])

  /** What lets the actions that follow see another user. */
  const SWITCHING = 'authentication.setPrimaryUser'

  const tokens = (event, facts) => {
    const jwt = load('jsonwebtoken')
    return {
      canRedirect: () => facts.canRedirect === true,
      encodeToken: ({ secret, payload = {}, expiresInSeconds = 900 }) =>
        jwt.sign({ ...payload, ip: event.request && event.request.ip }, secret, {
          expiresIn: expiresInSeconds,
          issuer: facts.domain,
          subject: event.user && event.user.user_id,
        }),
      validateToken: ({ secret, tokenParameterName = 'session_token' }) => {
        const { query = {}, body = {} } = event.request
        const claims = jwt.verify(body[tokenParameterName] ?? query[tokenParameterName], secret, {
          algorithms: ['HS256'],
        })
        if (claims.state !== undefined && claims.state !== facts.state)
          throw new Error('The token is of another transaction')
        return claims
      },
    }
  }

  const apiOf = (trigger, event, facts, commands) => {
    const api = { cache: cacheOf(trigger) }
    const write = (group, method) =>
      function (...values) {
        commands.push({ name: `${group}.${method}`, values: plain(values) })
        return this
      }
    for (const [group, methods] of Object.entries(WRITTEN[trigger])) {
      api[group] = Object.fromEntries(methods.map((method) => [method, write(group, method)]))
    }
    if (api.redirect) Object.assign(api.redirect, tokens(event, facts))
    if (trigger === 'post-login') api.rules = { wasExecuted: (id) => (facts.rules ?? []).includes(id) }
    return frozen(api)
  }

  const isUncompilable = (error) => {
    try {
      return error instanceof Uncompilable
    } catch {
      // A proxy that does not say what it is.
      return false
    }
  }

  const runOne = (handle, event, api) =>
    new Promise((resolve, reject) => {
      state.settle = reject
      Promise.resolve(handle(event, api)).then(resolve, reject)
    })

  /** `base`: the event as JSON, with which each action begins anew. */
  globalThis.__actions = async (input, { shared }, base) => {
    const { trigger, handler, continued, actions: list, facts, modules = {} } = { ...shared, ...input }
    const steps = (state.steps = [])
    offered = modules
    let metadata
    let user_id
    for (const [at, action] of list.entries()) {
      const commands = []
      const step = { id: action.id, name: action.name, lines: (state.lines = []), commands, started_at: Date.now() }
      steps.push(step)
      try {
        const exports = compile(action.key, actionOf(action.key))
        const name = at === 0 && continued ? continued : handler
        const handle = exports[name]
        if (typeof handle !== 'function') {
          if (name === continued) continue
          throw new Uncompilable(`The action exports no function ${name}`)
        }
        const own = JSON.parse(base)
        user_id = own.user?.user_id
        metadata ??= own.transaction?.metadata
        if (metadata) own.transaction.metadata = { ...metadata }
        const given = frozen({ ...own, secrets: { ...action.secrets }, configuration: { ...facts.configuration } })
        await runOne(handle, given, apiOf(trigger, given, facts, commands))
      } catch (error) {
        const isSyntax = isUncompilable(error)
        const line = isSyntax ? error.line : lineOf(error, ask('script', action.key))
        return { outcome: isSyntax ? 'syntax' : 'refused', message: words(error), line, action: action.id, steps }
      } finally {
        step.ended_at = Date.now()
      }
      for (const { name, values } of commands) {
        if (name === 'transaction.setMetadata') metadata = { ...metadata, [values[0]]: values[1] }
      }
      if (commands.some(({ name }) => ENDING.has(name))) return { outcome: 'ended', action: action.id, steps }
      if (commands.some(({ name }) => SUSPENDING.has(name))) return { outcome: 'suspended', action: action.id, steps }
      if (at < list.length - 1 && commands.some(({ name, values: [id] }) => name === SWITCHING && id !== user_id))
        return { outcome: 'switched', action: action.id, steps }
    }
    return { outcome: 'ok', steps }
  }
})()
