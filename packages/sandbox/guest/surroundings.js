// What a script finds around it: console, timers, random numbers, dates in words. Whatever it needs from outside it asks the host for
// in text, and gets text back.
;(function surroundings() {
  'use strict'
  const host = globalThis.__host
  // Characters of one text: the host has less room than a script.
  const LONGEST_TEXT = 2_000_000
  /** As JSON. Throws where that is too much to be carried out of the sandbox. */
  const carried = (value) => {
    const text = JSON.stringify(value === undefined ? null : value)
    if (text.length > LONGEST_TEXT) throw new RangeError('That is too much to be carried out of the sandbox')
    return text
  }
  globalThis.__carried = carried
  const ask = (what, question) => JSON.parse(host(what, carried(question)))
  globalThis.__ask = ask

  /** The same value, with all that stands in it. */
  const frozen = (value) => {
    if (typeof value !== 'object' || value === null) return value
    for (const inner of Object.values(value)) frozen(inner)
    return Object.freeze(value)
  }
  globalThis.__frozen = frozen

  /** An error, or what was thrown instead of one, in words. */
  globalThis.__words = (error) => {
    try {
      // What others answer by is often a plain object with a message.
      const { message } = Object(error)
      return String(typeof message === 'string' ? message : error)
        .slice(0, 1024)
        .toWellFormed()
    } catch {
      return 'An error that cannot be shown'
    }
  }

  /**
   * The line of `source` in which an error was made, as far as its stack says. Frames of modules look the same: those that lie beyond the
   * source's end, or in a function that it does not name, are none of its own.
   */
  globalThis.__line = (error, source) => {
    try {
      const most = source.split('\n').length
      const frames = String(error.stack)
        .slice(0, 4096)
        .matchAll(/at (?:(\S+) \()?<input>:(\d+)/g)
      for (const [, name = '<anonymous>', line] of frames)
        if (Number(line) <= most && (name === '<anonymous>' || source.includes(name))) return Number(line)
    } catch {
      // Nothing that is thrown need have a stack.
    }
    return undefined
  }

  // Of the execution that is running: lines, timers, questions that wait for an answer, modules of its own. Nothing of it outlives it.
  const state = {
    lines: [],
    hasLines: false,
    steps: [],
    timers: new Map(),
    waiting: new Map(),
    modules: new Map(),
    next: 1,
  }
  globalThis.__state = state

  const LONGEST_LINE = 256
  const MOST_LINES = 200
  const inspect = (value) => {
    try {
      if (typeof value === 'string') return value
      if (value instanceof Error) return `${value.name}: ${value.message}`
      if (typeof value === 'function') return `[Function: ${value.name}]`
      return JSON.stringify(value) ?? String(value)
    } catch {
      return '[cannot be shown]'
    }
  }
  const log =
    (level) =>
    (...values) => {
      if (state.lines.length >= MOST_LINES) return
      state.hasLines = true
      state.lines.push({ level, text: values.map(inspect).join(' ').slice(0, LONGEST_LINE).toWellFormed() })
    }
  globalThis.console = {
    log: log('log'),
    info: log('info'),
    debug: log('debug'),
    warn: log('warn'),
    error: log('error'),
    trace: log('debug'),
    dir: log('log'),
    table: log('log'),
    assert: (holds, ...values) => (holds ? undefined : log('error')(...values)),
    time: () => {},
    timeEnd: () => {},
    group: () => {},
    groupEnd: () => {},
  }

  const MOST_TIMERS = 100
  const later =
    (repeats) =>
    (work, delay, ...values) => {
      if (typeof work !== 'function') throw new TypeError('A timer needs a function')
      if (state.timers.size >= MOST_TIMERS) throw new RangeError('Too many timers')
      const id = state.next++
      const wait = Math.min(Math.max(Number(delay) || 0, 0), 60_000)
      ask('timer', { id, wait })
      state.timers.set(id, { work, values, wait, repeats })
      return id
    }
  globalThis.setTimeout = later(false)
  globalThis.setInterval = later(true)
  globalThis.setImmediate = (work, ...values) => globalThis.setTimeout(work, 0, ...values)
  globalThis.clearTimeout =
    globalThis.clearInterval =
    globalThis.clearImmediate =
      (id) => {
        if (state.timers.delete(id)) ask('untimer', id)
      }
  globalThis.queueMicrotask = (work) => void Promise.resolve().then(work)
  globalThis.__fire = (id) => {
    const timer = state.timers.get(id)
    if (!timer) return
    if (timer.repeats) ask('timer', { id, wait: Math.max(timer.wait, 1) })
    else state.timers.delete(id)
    timer.work(...timer.values)
  }

  // A question whose answer takes time.
  globalThis.__askLater = (what, question) =>
    new Promise((resolve, reject) => {
      const id = state.next++
      const refusal = ask('later', { id, what, text: JSON.stringify(question) })
      if (refusal !== null) throw new RangeError(refusal)
      state.waiting.set(id, { resolve, reject })
    })
  globalThis.__answer = (id, text) => {
    const waiting = state.waiting.get(id)
    if (!waiting) return
    state.waiting.delete(id)
    const answer = JSON.parse(text)
    if ('error' in answer) waiting.reject(Object.assign(new Error(answer.error), { code: answer.code }))
    else waiting.resolve(answer.value)
  }

  // Every machine is a copy of one snapshot, and would draw the same numbers.
  let drawn = []
  Math.random = () => {
    if (drawn.length === 0) drawn = ask('random', null)
    return drawn.pop()
  }

  const inWords = (value, method) => (locales, options) => ask('words', { method, value: value(), locales, options })
  for (const method of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']) {
    Date.prototype[method] = function (locales, options) {
      return inWords(() => this.getTime(), method)(locales, options)
    }
  }
  Number.prototype.toLocaleString = function (locales, options) {
    return inWords(() => Number(this), 'number')(locales, options)
  }

  const ENCODED = { atob: globalThis.atob, btoa: globalThis.btoa }
  if (typeof ENCODED.atob !== 'function') throw new Error('The engine has no atob')
})()
