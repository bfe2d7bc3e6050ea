// URLSearchParams, and the one that belongs to a URL: the engine's takes texts alone. WHATWG URL, section 6.2
;(function urlSearchParams() {
  'use strict'
  const fromBytes = (text) => {
    const bytes = []
    for (let at = 0; at < text.length; at += 1) {
      const code = /^%([0-9a-f]{2})/i.exec(text.slice(at, at + 3))
      if (code) {
        bytes.push(parseInt(code[1], 16))
        at += 2
      } else bytes.push(...new TextEncoder().encode(text[at]))
    }
    return new TextDecoder().decode(new Uint8Array(bytes))
  }
  const decode = (text) => {
    const spaced = text.replaceAll('+', ' ')
    try {
      return decodeURIComponent(spaced)
    } catch {
      return fromBytes(spaced)
    }
  }
  const hex = (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`
  const encode = (text) =>
    encodeURIComponent(text)
      .replace(/[!'()~]/g, hex)
      .replaceAll('%20', '+')

  const textOf = (value) => String(value).toWellFormed()
  const read = (query) =>
    query
      .replace(/^\?/, '')
      .split('&')
      .filter((part) => part !== '')
      .map((part) => {
        const at = part.indexOf('=')
        return at < 0 ? [decode(part), ''] : [decode(part.slice(0, at)), decode(part.slice(at + 1))]
      })

  const pairOf = (value) => {
    const pair = [...value]
    if (pair.length !== 2) throw new TypeError('Each query pair must be an iterable [name, value] tuple')
    return pair.map(textOf)
  }
  const pairsOf = (init) => {
    if (init === undefined || init === null) return []
    if (typeof init !== 'object' && typeof init !== 'function') return read(textOf(init))
    if (typeof init[Symbol.iterator] === 'function') return Array.from(init, pairOf)
    return Object.entries(init).map(([name, value]) => [textOf(name), textOf(value)])
  }

  /** Asks the URL it is of, if any, whether its query is another by now, and tells it of every change. */
  class URLSearchParams {
    #pairs
    #url
    #query

    constructor(init) {
      if (init instanceof URL) {
        this.#url = init
        this.#read()
      } else this.#pairs = pairsOf(init)
    }

    #read() {
      this.#query = this.#url.search
      this.#pairs = read(this.#query)
    }

    get #list() {
      if (this.#url && this.#url.search !== this.#query) this.#read()
      return this.#pairs
    }

    #change(pairs) {
      this.#pairs = pairs
      if (!this.#url) return
      this.#url.search = this.#written()
      this.#query = this.#url.search
    }

    #written() {
      return this.#pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')
    }

    get size() {
      return this.#list.length
    }
    append(name, value) {
      this.#change([...this.#list, [textOf(name), textOf(value)]])
    }
    delete(name, value) {
      const isIt = ([one, its]) => one === textOf(name) && (value === undefined || its === textOf(value))
      this.#change(this.#list.filter((pair) => !isIt(pair)))
    }
    get(name) {
      return this.#list.find(([one]) => one === textOf(name))?.[1] ?? null
    }
    getAll(name) {
      return this.#list.filter(([one]) => one === textOf(name)).map(([, value]) => value)
    }
    has(name, value) {
      return this.#list.some(([one, its]) => one === textOf(name) && (value === undefined || its === textOf(value)))
    }
    set(name, value) {
      const list = this.#list
      const at = list.findIndex(([one]) => one === textOf(name))
      if (at < 0) return this.append(name, value)
      const others = list.filter(([one], place) => place === at || one !== textOf(name))
      this.#change(others.map((pair, place) => (place === at ? [pair[0], textOf(value)] : pair)))
    }
    sort() {
      this.#change(this.#list.toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)))
    }
    forEach(work, self) {
      for (const [name, value] of this.#list) work.call(self, value, name, this)
    }
    *entries() {
      for (const [name, value] of this.#list) yield [name, value]
    }
    *keys() {
      for (const [name] of this.#list) yield name
    }
    *values() {
      for (const [, value] of this.#list) yield value
    }
    [Symbol.iterator]() {
      return this.entries()
    }
    toString() {
      void this.#list
      return this.#written()
    }
  }
  globalThis.URLSearchParams = URLSearchParams

  const known = new WeakMap()
  Object.defineProperty(URL.prototype, 'searchParams', {
    get() {
      if (!known.has(this)) known.set(this, new URLSearchParams(this))
      return known.get(this)
    },
    enumerable: true,
    configurable: true,
  })
})()
