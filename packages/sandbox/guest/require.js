// require: what scripts may ask for by name, with or without a version. Own modules stand in guest/modules, published ones come as
// the text of their package. A module is made once for each machine and frozen: scripts share it, and none can change it for the next.
;(function modules() {
  'use strict'
  const ask = globalThis.__ask
  const askLater = globalThis.__askLater
  const harden = globalThis.__harden
  const made = new Map()

  const withoutVersion = (name) => name.replace(/(?!^)@[^/]*$/, '')

  const missing = (name) =>
    Object.assign(new Error(`Cannot find module '${name}'. The sandbox offers: ${ask('modules').join(', ')}.`), {
      code: 'MODULE_NOT_FOUND',
    })

  let making = 0

  const make = (name) => {
    making += 1
    try {
      return evaluate(name)
    } finally {
      making -= 1
    }
  }

  const evaluate = (name) => {
    const source = ask('module', name)
    if (source === null) throw missing(name)
    const module = { exports: {} }
    const own = source.own ? [ask, askLater] : []
    const script = `(function (module, exports, require, process, ask, askLater) {${source.text}\n})`
    ;(0, eval)(script).call(module.exports, module, module.exports, load, PROCESS, ...own)
    return harden(module.exports)
  }

  const PROCESS = Object.freeze({
    env: Object.freeze({}),
    nextTick: (work, ...values) => queueMicrotask(() => work(...values)),
    version: 'v22.0.0',
    versions: Object.freeze({ node: '22.0.0' }),
    platform: 'linux',
    browser: false,
  })

  const load = (asked) => {
    if (typeof asked !== 'string' || asked.length > 200) throw new TypeError('require needs a name')
    const name = withoutVersion(asked)
    if (!made.has(name)) made.set(name, make(name))
    return made.get(name)
  }
  globalThis.__require = load

  // Variables that older sandboxes had without a require. Made when they are first used.
  const PRELOADED = {
    _: 'lodash',
    async: 'async',
    crypto: 'crypto',
    jwt: 'jsonwebtoken',
    q: 'q',
    querystring: 'querystring',
    request: 'request',
    url: 'url',
    uuid: 'uuid',
  }
  for (const [variable, name] of Object.entries(PRELOADED)) {
    Object.defineProperty(globalThis, variable, {
      // A module looks for a predecessor of its own name.
      get: () => (making > 0 ? undefined : load(name)),
      set() {},
      configurable: true,
      enumerable: false,
    })
  }
  Object.defineProperty(globalThis, 'Buffer', { get: () => load('buffer').Buffer, set() {}, configurable: true })
  Object.defineProperty(globalThis, 'fetch', { get: () => load('node-fetch'), set() {}, configurable: true })
})()
