// What outlives a page and is the same in all tabs at the same moment: a key that cannot leave the browser, and a number. No token.

const STORE = 'values'

export type Database = {
  readonly read: (key: string) => Promise<unknown>
  /** Keeps `value` where nothing is kept yet. @returns what is kept then: the first, whichever tab it came from */
  readonly keepFirst: (key: string, value: unknown) => Promise<unknown>
  readonly write: (key: string, value: unknown) => Promise<void>
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('The browser keeps nothing')))
  })

function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1)
  request.addEventListener('upgradeneeded', () => void request.result.createObjectStore(STORE))
  return settled(request)
}

/** A database of the page's origin. Where the browser keeps none, the page's memory stands in for it. */
export function openDatabase(name: string): Database {
  const memory = new Map<string, unknown>()
  const opened = open(name).catch(() => undefined)
  const store = async (mode: IDBTransactionMode): Promise<IDBObjectStore | undefined> =>
    (await opened)?.transaction(STORE, mode).objectStore(STORE)
  return {
    read: async (key) => {
      const values = await store('readonly')
      return values ? settled(values.get(key)) : memory.get(key)
    },
    keepFirst: async (key, value) => {
      // Both in one transaction: another tab comes before it, or after it.
      const values = await store('readwrite')
      const kept: unknown = values ? await settled(values.get(key)) : memory.get(key)
      if (kept !== undefined) return kept
      if (values) await settled(values.put(value, key))
      else memory.set(key, value)
      return value
    },
    write: async (key, value) => {
      const values = await store('readwrite')
      if (values) await settled(values.put(value, key))
      else memory.set(key, value)
    },
  }
}
