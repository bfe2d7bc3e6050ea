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
  const runOne = (rule, { auth0, configuration, user, context }) => {
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

  /**
   * What rules may say something by, where nobody asks which rule said it. The user only where it is another than before, and not where
   * nobody will see it: scopes that a rule sets, and words that stand for attributes, may be somebody who does.
   */
  const outcomeOf = ({ user, given, ends, context }) => {
    const { accessToken, idToken, jwtConfiguration, multifactor, primaryUser, redirect } = context
    const said = { accessToken, idToken, jwtConfiguration, multifactor, primaryUser, redirect }
    const outcome = { outcome: 'ok', context: said, ends }
    if (given === undefined && jwtConfiguration?.scopes === undefined && accessToken?.scope === undefined)
      return outcome
    const { toJSON, ...plain } = user
    if (typeof toJSON === 'function') outcome.user = plain
    else if (JSON.stringify(user) !== given) outcome.user = user
    return outcome
  }

  const refused = ({ steps }, rule, error) => {
    const isSyntax = isOf(error, Uncompilable)
    const unauthorized = isOf(error, UnauthorizedError)
    const line = isSyntax ? error.line : lineOf(error, ask('script', rule.key))
    const outcome = isSyntax ? 'syntax' : 'refused'
    steps.at(-1).ended_at ??= Date.now()
    return { outcome, unauthorized, message: words(error), line, rule: rule.id, steps }
  }

  const imagesOf = ({ user, context }) => ({ user: imageOf(user), context: imageOf(context) })

  /** A rule has called back, and nothing went wrong. What cannot be carried is its failure too. */
  const finish = (run, step) => {
    step.ended_at = run.now = Date.now()
    run.ends.push((run.now - run.steps[0].started_at) | 0)
    if (!run.before) return
    const after = imagesOf(run)
    addChanges(step.changes, 'user', run.before.user, after.user)
    addChanges(step.changes, 'context', run.before.context, after.context)
    run.before = after
  }

  /** Runs what is left of the list. Most rules call back at once, and a promise for each would cost more than they do. */
  const proceed = (run) => {
    while (run.next < run.list.length) {
      const rule = run.list[run.next]
      run.next += 1
      const step = { lines: (state.lines = []), changes: [], started_at: run.now }
      run.steps.push(step)
      try {
        const waiting = runOne(rule, run)
        if (waiting) return goOn(run, rule, step, waiting)
        finish(run, step)
      } catch (error) {
        return refused(run, rule, error)
      }
    }
    // What user and context are in the end follows from what they were and the changes of these steps.
    return run.before ? { outcome: 'ok', steps: run.steps } : outcomeOf(run)
  }

  const goOn = async (run, rule, step, waiting) => {
    try {
      await waiting
      finish(run, step)
    } catch (error) {
      return refused(run, rule, error)
    }
    return proceed(run)
  }

  /** `given`: the user as JSON, where it has to be compared with what becomes of it. */
  globalThis.__rules = (input, { shared, context: makeContext }, given) => {
    const { rules: list = shared.rules, auth0: facts = shared.auth0, traced } = input
    const { domain, baseUrl, accessToken } = facts
    const run = {
      list,
      next: 0,
      user: given === undefined ? input.user : JSON.parse(given),
      // Names are the server's: none of them is a prototype's.
      context: Object.assign(makeContext() ?? {}, input.context),
      auth0: Object.freeze({ domain, baseUrl, accessToken, users }),
      configuration: Object.freeze(input.configuration ?? shared.configuration ?? {}),
      steps: (state.steps = []),
      now: Date.now(),
      // When each step ended, milliseconds since the first began.
      ends: [],
      // What it compares with where somebody asks what each of them did.
      before: undefined,
      given,
    }
    if (traced) run.before = imagesOf(run)
    return proceed(run)
  }
})()
