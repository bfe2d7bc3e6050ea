// require: what scripts may ask for by name, with or without a version. Own modules stand in guest/modules, published ones come as
// the text of their package. A module is made once for each machine and frozen: scripts share it, and none can change it for the next.
// Those that have to change are made for each execution.
;(function modules() {
  'use strict'
  const ask = globalThis.__ask
  const askLater = globalThis.__askLater
  const harden = globalThis.__harden
  const state = globalThis.__state
  const recipes = new Map()
  const made = new Map()

  const nameOf = (asked) => {
    if (typeof asked !== 'string' || asked.length > 200) throw new TypeError('require needs a name')
    return asked.replace(/(?!^)@[^/]*$/, '')
  }

  const missing = (name) =>
    Object.assign(new Error(`Cannot find module '${name}'. The sandbox offers: ${ask('modules').join(', ')}.`), {
      code: 'MODULE_NOT_FOUND',
    })

  let making = 0

  /** What makes a module. Compiled once, however often it is made. */
  const recipeOf = (name) => {
    if (recipes.has(name)) return recipes.get(name)
    const source = ask('module', name)
    if (source === null) throw missing(name)
    const run = (0, eval)(`(function (module, exports, require, process, ask, askLater) {${source.text}\n})`)
    recipes.set(name, { ...source, text: undefined, run })
    return recipes.get(name)
  }

  const make = ({ run, own, folder }, find) => {
    const module = { exports: {} }
    const near = folder === undefined ? find : (asked) => find(asked.replace(/^\.\//, folder))
    making += 1
    try {
      run.call(module.exports, module, module.exports, near, PROCESS, ...(own ? [ask, askLater] : []))
    } finally {
      making -= 1
    }
    return module.exports
  }

  // Some change themselves, or what they require, while they are used. Each execution has such a module to itself, with all that
  // stands below it, and nothing of it is frozen.
  const loadOwn = (name) => {
    if (!state.modules.has(name))
      state.modules.set(
        name,
        make(recipeOf(name), (asked) => loadOwn(nameOf(asked))),
      )
    return state.modules.get(name)
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
    const name = nameOf(asked)
    if (state.modules.has(name)) return state.modules.get(name)
    if (made.has(name)) return made.get(name)
    const recipe = recipeOf(name)
    if (recipe.changing) return loadOwn(name)
    made.set(name, harden(make(recipe, load)))
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
    xmldom: 'xmldom',
    xpath: 'xpath',
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
  for (const name of ['Headers', 'Response'])
    Object.defineProperty(globalThis, name, { get: () => load('node-fetch')[name], set() {}, configurable: true })
})()
