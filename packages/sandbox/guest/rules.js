// Runs a tenant's rules in order: each gets the same user and context, and the first that says no ends it.
;(function rules() {
  'use strict'
  const { __state: state, __require: load, __ask: ask, __askLater: askLater } = globalThis
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
    try {
      factory = (0, eval)(`(function (${NAMES.join(', ')}) { return (${ask('script', key)}\n) })`)
    } catch (error) {
      throw new Uncompilable(`${error.name}: ${error.message}`)
    }
    compiled.set(key, factory)
    return factory
  }

  const text = (value) => {
    try {
      return String(value instanceof Error ? value.message : value).slice(0, 1024)
    } catch {
      return 'An error that cannot be shown'
    }
  }

  /** One rule; resolves with undefined, or with what it refused by. The first call of its callback counts. */
  const runOne = (rule, surroundings, user, context) =>
    new Promise((resolve, reject) => {
      const made = compile(rule)(...surroundings)
      if (typeof made !== 'function') throw new Uncompilable('The script is not a function')
      state.settle = reject
      const callback = (error) => (error === undefined || error === null ? resolve() : reject(error))
      const returned = made(user, context, callback)
      if (returned instanceof Promise) returned.then(undefined, reject)
    })

  const parts = (user, context) => {
    const texts = new Map()
    for (const [name, value] of [
      ['user', user],
      ['context', context],
    ]) {
      for (const key of Object.keys(value)) texts.set(`${name}.${key}`, JSON.stringify(value[key]))
    }
    return texts
  }

  /** Which members of user and context are other than before; undefined stands for gone. */
  const difference = (before, after) => {
    const changes = []
    for (const [path, now] of after) if (before.get(path) !== now) changes.push({ path, after: now })
    for (const path of before.keys()) if (!after.has(path)) changes.push({ path })
    return changes
  }

  const auth0Of = ({ domain, baseUrl, accessToken }) => {
    const update = (field) => (user_id, metadata) => askLater('updateMetadata', { user_id, field, metadata })
    return Object.freeze({
      domain,
      baseUrl,
      accessToken,
      users: Object.freeze({
        updateUserMetadata: update('user_metadata'),
        updateAppMetadata: update('app_metadata'),
      }),
    })
  }

  globalThis.__rules = async ({ rules: list, user, context, configuration, auth0 }) => {
    const surroundings = [auth0Of(auth0), Object.freeze({ ...configuration }), globalThis, load]
    const steps = (state.steps = [])
    let before = parts(user, context)
    for (const rule of list) {
      const step = { id: rule.id, name: rule.name, lines: (state.lines = []), changes: [], started_at: Date.now() }
      steps.push(step)
      try {
        await runOne(rule, surroundings, user, context)
      } catch (error) {
        const outcome = error instanceof Uncompilable ? 'syntax' : 'refused'
        const unauthorized = error instanceof UnauthorizedError
        return { outcome, unauthorized, message: text(error), rule: rule.id, steps }
      } finally {
        step.ended_at = Date.now()
      }
      const after = parts(user, context)
      step.changes = difference(before, after)
      before = after
    }
    return { outcome: 'ok', user, context, steps }
  }
})()
