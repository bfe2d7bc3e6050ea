// Runs a tenant's rules in order: each gets the same user and context, and the first that says no ends it.
;(function rules() {
  'use strict'
  const { __state: state, __require: load, __ask: ask, __askLater: askLater } = globalThis
  const { __words: words, __line: lineOf } = globalThis
  const compiled = new Map()

  function UnauthorizedError(message) {
    if (!(this instanceof UnauthorizedError)) return new UnauthorizedError(message)
    const error = Reflect.construct(Error, [message], UnauthorizedError)
    return error
  }
  UnauthorizedError.prototype = Object.create(Error.prototype, {
    constructor: { value: UnauthorizedError, writable: true, configurable: true },
    name: { value: 'UnauthorizedError', writable: true, configurable: true },
  })
  globalThis.UnauthorizedError = UnauthorizedError

  // `global` survives between the executions of one tenant, by contract: scripts keep caches in it.
  const NAMES = ['auth0', 'configuration', 'global', 'require']

  class Uncompilable extends Error {}

  const compile = ({ key }) => {
    let factory = compiled.get(key)
    if (factory) return factory
    const source = ask('script', key)
    try {
      factory = (0, eval)(`(function (${NAMES.join(', ')}) { return (${source}\n) })`)
    } catch (error) {
      throw Object.assign(new Uncompilable(`${error.name}: ${error.message}`), { line: lineOf(error, source) })
    }
    compiled.set(key, factory)
    return factory
  }

  // Undefined, thrown, is an error too.
  const failing = (callback) => (error) => callback(error ?? new Error(String(error)))

  /** One rule. Throws what it refused by; answers with a promise where it has not called back yet. The first call counts. */
  const runOne = (rule, auth0, configuration, user, context) => {
    const made = compile(rule)(auth0, configuration, globalThis, load)
    if (typeof made !== 'function') throw new Uncompilable('The script is not a function')
    let called = false
    let refusal
    let wake
    const callback = (error) => {
      if (called) return
      called = true
      refusal = error === undefined || error === null ? undefined : { error }
      if (wake) wake()
    }
    state.settle = callback
    try {
      const returned = made(user, context, callback)
      if (returned !== undefined && returned instanceof Promise) returned.then(undefined, failing(callback))
    } catch (error) {
      failing(callback)(error)
    }
    if (!called) {
      return new Promise((resolve, reject) => {
        wake = () => (refusal ? reject(refusal.error) : resolve())
      })
    }
    if (refusal) throw refusal.error
  }

  // Claims change all the time and the rest hardly ever: it is looked at as one text, and member by member only when that is another.
  const imageOf = (object) => {
    const { idToken, accessToken, ...rest } = object
    if (typeof rest.toJSON === 'function') delete rest.toJSON
    return { idToken: JSON.stringify(idToken), accessToken: JSON.stringify(accessToken), rest: JSON.stringify(rest) }
  }

  /** Adds the members that are other than before; without `after` for those that are gone. */
  const addChanges = (changes, name, before, now) => {
    const compare = (key, was, is) => was !== is && changes.push({ path: `${name}.${key}`, after: is })
    compare('idToken', before.idToken, now.idToken)
    compare('accessToken', before.accessToken, now.accessToken)
    if (before.rest === now.rest) return
    const [was, is] = [JSON.parse(before.rest), JSON.parse(now.rest)]
    const textOf = (members, key) => (Object.hasOwn(members, key) ? JSON.stringify(members[key]) : undefined)
    for (const key of new Set([...Object.keys(was), ...Object.keys(is)]))
      compare(key, textOf(was, key), textOf(is, key))
  }

  const isOf = (error, kind) => {
    try {
      return error instanceof kind
    } catch {
      // A proxy that does not say what it is.
      return false
    }
  }

  const update = (field) =>
    Object.freeze((user_id, metadata) => askLater('updateMetadata', { user_id, field, metadata }))
  const users = Object.freeze({
    updateUserMetadata: update('user_metadata'),
    updateAppMetadata: update('app_metadata'),
  })

  /** What rules may say something by, where nobody asks which rule said it. The user only where it is another than `given`, as JSON. */
  const outcomeOf = (user, given, { accessToken, idToken, jwtConfiguration, multifactor, primaryUser, redirect }) => {
    const context = { accessToken, idToken, jwtConfiguration, multifactor, primaryUser, redirect }
    if (typeof user.toJSON === 'function') {
      const plain = { ...user }
      delete plain.toJSON
      return { context, user: plain }
    }
    return JSON.stringify(user) === given ? { context } : { context, user }
  }

  /** Steps in few words: when the first began and each ended, and lines where there are any. */
  const briefly = (steps) => {
    const times = []
    let lines
    for (const step of steps) {
      if (times.length === 0) times.push(step.started_at)
      times.push(step.ended_at)
      if (step.lines.length > 0) lines = steps.map((one) => one.lines)
    }
    return { times, lines }
  }

  globalThis.__rules = async (input, given, { shared, context: makeContext }) => {
    const { rules: list = shared.rules, auth0: facts = shared.auth0, traced } = input
    const configuration = Object.freeze(input.configuration ?? shared.configuration ?? {})
    const user = JSON.parse(given)
    const context = { ...makeContext(), ...input.context }
    const { domain, baseUrl, accessToken } = facts
    const auth0 = Object.freeze({ domain, baseUrl, accessToken, users })
    const steps = (state.steps = [])
    let before = traced && { user: imageOf(user), context: imageOf(context) }
    let now = Date.now()
    for (const rule of list) {
      const step = { lines: (state.lines = []), changes: [], started_at: now }
      steps.push(step)
      try {
        const waiting = runOne(rule, auth0, configuration, user, context)
        if (waiting) await waiting
        if (!traced) continue
        // What cannot be carried is this rule's failure too.
        const after = { user: imageOf(user), context: imageOf(context) }
        addChanges(step.changes, 'user', before.user, after.user)
        addChanges(step.changes, 'context', before.context, after.context)
        before = after
      } catch (error) {
        const isSyntax = isOf(error, Uncompilable)
        const unauthorized = isOf(error, UnauthorizedError)
        const line = isSyntax ? error.line : lineOf(error, ask('script', rule.key))
        const outcome = isSyntax ? 'syntax' : 'refused'
        return { outcome, unauthorized, message: words(error), line, rule: rule.id, steps }
      } finally {
        step.ended_at = now = Date.now()
      }
    }
    // What user and context are in the end follows from what they were and the changes of these steps.
    return traced ? { outcome: 'ok', steps } : { outcome: 'ok', ...outcomeOf(user, given, context), ...briefly(steps) }
  }
})()
