// AbortController and AbortSignal: a script that has waited long enough says so. WHATWG DOM, section 3
;(function abortController() {
  'use strict'
  const named = (name, message) => Object.assign(new Error(message), { name })

  const secret = Symbol('signal')
  let abort

  class AbortSignal {
    #reason
    #aborted = false
    #listeners = new Set()
    onabort = null

    static {
      abort = (signal, reason) => signal.#abort(reason)
    }

    constructor(key) {
      if (key !== secret) throw new TypeError('Illegal constructor')
    }

    #abort(reason = named('AbortError', 'This operation was aborted')) {
      if (this.#aborted) return
      this.#aborted = true
      this.#reason = reason
      const event = { type: 'abort', target: this }
      if (typeof this.onabort === 'function') this.onabort(event)
      for (const listener of this.#listeners) listener.call(this, event)
      this.#listeners.clear()
    }

    get aborted() {
      return this.#aborted
    }
    get reason() {
      return this.#reason
    }
    throwIfAborted() {
      if (this.#aborted) throw this.#reason
    }
    addEventListener(type, listener) {
      if (type === 'abort' && typeof listener === 'function') this.#listeners.add(listener)
    }
    removeEventListener(_type, listener) {
      this.#listeners.delete(listener)
    }

    static abort(reason) {
      const signal = new AbortSignal(secret)
      signal.#abort(reason)
      return signal
    }
    static timeout(milliseconds) {
      const signal = new AbortSignal(secret)
      setTimeout(() => signal.#abort(named('TimeoutError', 'The operation was aborted due to timeout')), milliseconds)
      return signal
    }
    static any(signals) {
      const all = [...signals]
      const signal = new AbortSignal(secret)
      const first = all.find(({ aborted }) => aborted)
      if (first) signal.#abort(first.reason)
      else for (const one of all) one.addEventListener('abort', () => signal.#abort(one.reason))
      return signal
    }
  }

  class AbortController {
    signal = new AbortSignal(secret)
    abort(reason) {
      abort(this.signal, reason)
    }
  }

  Object.assign(globalThis, { AbortController, AbortSignal })
})()
