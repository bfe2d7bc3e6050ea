// The engine, in the runner: QuickJS in WebAssembly, one memory for each machine. What every machine begins with is prepared once
// and copied.
import { readFileSync } from 'node:fs'
import { QuickJS, type JSValueHandle, type Snapshot } from 'quickjs-wasi'
import type { Door } from './door.ts'

export type HostCall = (what: string, question: string) => string

/** One isolated place to run scripts, before anything has run in it. */
export type Vm = {
  readonly quickjs: QuickJS
  readonly door: Door
  /** Bytes that it takes of the process. */
  readonly size: () => number
}

export type VmOptions = {
  /** Bytes. */
  readonly memory: number
  /** Whether the script that is running must stop. Asked often. */
  readonly mustStop: () => boolean
  readonly host: HostCall
  /** Milliseconds since the epoch, as scripts see it. */
  readonly now: () => number
}

export type Engine = { readonly open: (options: VmOptions) => Promise<Vm> }

/** In this order: each builds on what the one before left for it. */
const GUEST = [
  'lockdown',
  'url-search-params',
  'form-data',
  'abort-controller',
  'surroundings',
  'require',
  'rules',
  'action-cache',
  'actions',
  'hooks',
  'entry',
] as const

/** Memory that preparing may take. */
const PREPARING = 64 * 1024 * 1024

const compile = (specifier: string): WebAssembly.Module =>
  new WebAssembly.Module(readFileSync(new URL(import.meta.resolve(specifier))))

const guestScript = (name: string): string => readFileSync(new URL(`../guest/${name}.js`, import.meta.url), 'utf8')

/** The memory as it is now. The view is kept, because asking the engine for it takes longer than what is done with it. */
const viewOf = (memory: WebAssembly.Memory): (() => DataView<ArrayBuffer>) => {
  let view: DataView<ArrayBuffer> | undefined
  // Memory that has grown leaves its old buffer empty.
  return () => (view && view.buffer.byteLength > 0 ? view : (view = new DataView(memory.buffer)))
}

/** WASI, as far as a script can feel it: the clock it is given, and real randomness. */
const wasi = (view: () => DataView<ArrayBuffer>, now: () => number) => ({
  clock_time_get: (_clock: number, _precision: bigint, at: number): number => {
    const nanoseconds = Math.trunc(now() * 1_000_000)
    const high = Math.floor(nanoseconds / 2 ** 32)
    // In two halves: a bigint would first have to be made.
    view().setUint32(at, nanoseconds - high * 2 ** 32, true)
    view().setUint32(at + 4, high, true)
    return 0
  },
  random_get: (at: number, length: number): number => {
    crypto.getRandomValues(new Uint8Array(view().buffer, at, length))
    return 0
  },
})

/** Each answer is let go when the next is made: the machine has its own of it by then. */
const callback = (quickjs: () => QuickJS, host: HostCall) => {
  let answer: JSValueHandle | undefined
  return function (what: JSValueHandle | undefined, question: JSValueHandle | undefined): JSValueHandle {
    const text = host(what?.toString() ?? '', question?.toString() ?? 'null')
    answer?.dispose()
    answer = quickjs().newString(text)
    return answer
  }
}

/** Loads the engine and prepares what machines are copied from. */
export const openEngine = async (): Promise<Engine> => {
  const wasm = compile('quickjs-wasi/quickjs.wasm')
  const extensions = ['url', 'encoding'].map((name) => ({ name, wasm: compile(`quickjs-wasi/${name}.so`) }))
  const shared = { wasm, extensions, timezoneOffset: 0 }
  const first = await QuickJS.create({ ...shared, memoryLimit: PREPARING })
  first
    .newFunction(
      '__host',
      callback(
        () => first,
        () => 'null',
      ),
    )
    .consume((host) => first.setProp(first.global, '__host', host))
  for (const name of GUEST) first.evalCode(guestScript(name), `${name}.js`).dispose()
  const snapshot: Snapshot = first.snapshot()
  first.dispose()

  return {
    open: async ({ memory, mustStop, host, now }) => {
      let view: (() => DataView) | undefined
      const quickjs = await QuickJS.restore(snapshot, {
        ...shared,
        memoryLimit: memory,
        interruptHandler: mustStop,
        wasi: (linear: WebAssembly.Memory) => wasi((view = viewOf(linear)), now),
      })
      quickjs.registerHostCallback(
        '__host',
        callback(() => quickjs, host),
      )
      const given = quickjs.global.getProp('__door')
      const door: Door = {
        rules: given.getProp('rules'),
        actions: given.getProp('actions'),
        hook: given.getProp('hook'),
        fire: given.getProp('fire'),
        answer: given.getProp('answer'),
        result: given.getProp('result'),
        steps: given.getProp('steps'),
      }
      given.dispose()
      quickjs.evalCode('delete globalThis.__door').dispose()
      return { quickjs, door, size: () => view?.().buffer.byteLength ?? 0 }
    },
  }
}
