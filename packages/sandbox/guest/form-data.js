// FormData: fields of a form, as texts. XMLHttpRequest standard, section 5
;(function formData() {
  'use strict'
  const textOf = (value) => String(value).toWellFormed()

  class FormData {
    #fields = []

    append(name, value) {
      this.#fields.push([textOf(name), textOf(value)])
    }
    delete(name) {
      this.#fields = this.#fields.filter(([one]) => one !== textOf(name))
    }
    set(name, value) {
      const at = this.#fields.findIndex(([one]) => one === textOf(name))
      if (at < 0) return this.append(name, value)
      const others = this.#fields.filter(([one], place) => place <= at || one !== textOf(name))
      this.#fields = others.with(at, [textOf(name), textOf(value)])
    }
    get(name) {
      return this.#fields.find(([one]) => one === textOf(name))?.[1] ?? null
    }
    getAll(name) {
      return this.#fields.filter(([one]) => one === textOf(name)).map(([, value]) => value)
    }
    has(name) {
      return this.#fields.some(([one]) => one === textOf(name))
    }
    forEach(work, self) {
      for (const [name, value] of this.#fields) work.call(self, value, name, this)
    }
    *entries() {
      for (const [name, value] of this.#fields) yield [name, value]
    }
    *keys() {
      for (const [name] of this.#fields) yield name
    }
    *values() {
      for (const [, value] of this.#fields) yield value
    }
    [Symbol.iterator]() {
      return this.entries()
    }
  }
  globalThis.FormData = FormData
})()
