// Of WebAssembly, what the engine touches: the types of this project have no browser's library.
declare namespace WebAssembly {
  type Module = { readonly exportsOf: unique symbol }
  const Module: new (bytes: Uint8Array) => Module
  type Memory = { readonly buffer: ArrayBuffer }
}
