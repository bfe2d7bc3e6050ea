// Freezes what every script shares, so that nothing one execution does can be seen by the next. Run once, before the snapshot.
;(function lockdown() {
  'use strict'
  const { defineProperty, freeze, getOwnPropertyDescriptor, getPrototypeOf } = Object
  const { ownKeys } = Reflect
  const seen = new Set()

  // A frozen prototype would forbid its heirs a property of the same name (`profile.toString = …`), which scripts and libraries
  // do all the time. An accessor lets an heir have its own and keeps the original as it is.
  const overridable = (object, key, descriptor) => {
    const { value } = descriptor
    defineProperty(object, key, {
      get: () => value,
      set(own) {
        // As an assignment to what cannot be written, outside strict code: nothing happens.
        if (this === object) return
        defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true })
      },
      enumerable: descriptor.enumerable,
      configurable: false,
    })
  }

  const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function'
  // Those that heirs are made of by hand. The others would only become slower.
  const PROTOTYPES = [
    Object,
    Function,
    Promise,
    Error,
    TypeError,
    RangeError,
    SyntaxError,
    ReferenceError,
    EvalError,
    URIError,
    Object.getPrototypeOf(Uint8Array),
    Uint8Array,
  ].map((constructor) => constructor.prototype)

  const harden = (root) => {
    const queue = [root]
    while (queue.length > 0) {
      const object = queue.pop()
      if (!isObject(object) || seen.has(object)) continue
      seen.add(object)
      queue.push(getPrototypeOf(object))
      for (const key of ownKeys(object)) {
        const descriptor = getOwnPropertyDescriptor(object, key)
        if (!descriptor) continue
        queue.push(descriptor.value, descriptor.get, descriptor.set)
        if (PROTOTYPES.includes(object) && 'value' in descriptor && descriptor.configurable) {
          overridable(object, key, descriptor)
        }
      }
      freeze(object)
    }
    return root
  }

  // Syntax reaches these without a name.
  const hidden = [
    function* () {},
    async function () {},
    async function* () {},
    [][Symbol.iterator](),
    new Map()[Symbol.iterator](),
    new Set()[Symbol.iterator](),
    ''[Symbol.iterator](),
    'a'.matchAll(/a/g),
  ].flatMap((value) => [value, getPrototypeOf(value)])

  // Frames of a stack know the functions that made them, ours among them.
  const hideFunctions = () => {
    Error.prepareStackTrace = (_error, frames) => frames
    const frame = getPrototypeOf(new Error('').stack[0])
    Error.prepareStackTrace = undefined
    delete frame.getFunction
    harden(frame)
  }

  globalThis.__harden = harden
  globalThis.__lockdown = () => {
    hideFunctions()
    for (const value of hidden) harden(getPrototypeOf(value))
    for (const key of ownKeys(globalThis)) {
      if (typeof key === 'string' && key.startsWith('__')) continue
      const descriptor = getOwnPropertyDescriptor(globalThis, key)
      if (!descriptor || !descriptor.configurable) continue
      if ('value' in descriptor && descriptor.value !== globalThis) harden(descriptor.value)
      defineProperty(
        globalThis,
        key,
        'value' in descriptor
          ? { value: descriptor.value, writable: false, configurable: false, enumerable: descriptor.enumerable }
          : { ...descriptor, configurable: false },
      )
    }
  }
})()
