// Runs a hook: one function that calls back with what it wants.
;(function hooks() {
  'use strict'
  const { __state: state, __require: load, __ask: ask, __words: words, __line: lineOf } = globalThis
  const compiled = new Map()

  const errorNamed = (name) =>
    class extends Error {
      constructor(message, userMessage) {
        super(message)
        this.name = name
        if (userMessage !== undefined) this.userMessage = userMessage
      }
    }
  for (const name of ['InvalidScopeError', 'InvalidRequestError', 'ServerError', 'PreUserRegistrationError']) {
    globalThis[name] = errorNamed(name)
  }

  // Of the scripts of a database: who cannot log in, and what somebody may not be called.
  const withFirst = (name, field) =>
    class extends Error {
      constructor(first, message) {
        super(message)
        this.name = name
        this[field] = first
      }
    }
  globalThis.WrongUsernameOrPasswordError = withFirst('WrongUsernameOrPasswordError', 'username')
  globalThis.ValidationError = withFirst('ValidationError', 'code')

  const compile = (key) => {
    let hook = compiled.get(key)
    if (hook) return hook
    const module = { exports: {} }
    ;(0, eval)(`(function (exports, module, require) {${ask('script', key)}\n})`).call(
      module.exports,
      module.exports,
      module,
      load,
    )
    hook = module.exports
    if (typeof hook !== 'function') throw new SyntaxError('The hook exports no function')
    compiled.set(key, hook)
    return hook
  }

  const refusal = (error) => {
    const message = words(error)
    try {
      if (!(error instanceof Error)) return { outcome: 'refused', name: 'Error', message }
      const { name, userMessage } = error
      return {
        outcome: 'refused',
        name: String(name).slice(0, 128),
        message,
        ...(userMessage === undefined ? {} : { userMessage: words(userMessage) }),
      }
    } catch {
      return { outcome: 'refused', name: 'Error', message }
    }
  }

  globalThis.__hook = async ({ id, name, key, values }) => {
    const step = { id, name, lines: (state.lines = []), started_at: Date.now() }
    state.steps = [step]
    const answer = await runOne(key, values)
    step.ended_at = Date.now()
    return { ...answer, steps: [step] }
  }

  const runOne = async (key, values) => {
    let hook
    try {
      hook = compile(key)
    } catch (error) {
      return { outcome: 'syntax', message: `${error.name}: ${error.message}`, line: lineOf(error, ask('script', key)) }
    }
    try {
      const value = await new Promise((resolve, reject) => {
        state.settle = reject
        const callback = (error, answer) => (error === undefined || error === null ? resolve(answer) : reject(error))
        const returned = hook(...values, callback)
        if (returned instanceof Promise) returned.then(undefined, reject)
      })
      return { outcome: 'ok', value: value === undefined ? null : value }
    } catch (error) {
      return { ...refusal(error), line: lineOf(error, ask('script', key)) }
    }
  }
})()
