// api.cache: what actions of a trigger keep from one execution to the next, while the machine lives. reference: extensibility, section 17
;(function actionCache() {
  'use strict'
  const [MOST_ENTRIES, MOST_BYTES, MOST_KEY, MOST_VALUE] = [20, 8192, 64, 4096]
  const QUARTER_HOUR = 900_000
  const DAY = 86_400_000

  const caches = new Map()
  const bytesOf = (text) => new TextEncoder().encode(text).length
  const error = (code) => ({ type: 'error', code })

  /** When an entry ends; the earlier where both are said, and an error in words where that is no time to come. */
  const endOf = ({ ttl, expires_at }, now) => {
    const ends = [
      ttl === undefined ? undefined : now + Number(ttl),
      expires_at === undefined ? undefined : Number(expires_at),
    ]
    const said = ends.filter((end) => end !== undefined)
    if (!said.every(Number.isFinite)) return 'InvalidExpiry'
    const end = Math.min(...said, now + (said.length === 0 ? QUARTER_HOUR : DAY))
    return end > now ? end : 'ItemAlreadyExpired'
  }

  globalThis.__cacheOf = (trigger) => {
    if (!caches.has(trigger)) caches.set(trigger, new Map())
    const entries = caches.get(trigger)
    const alive = (key) => {
      const entry = entries.get(String(key))
      if (entry && entry.expires_at > Date.now()) return entry
      entries.delete(String(key))
      return undefined
    }
    return {
      get: (key) => alive(key) && { value: alive(key).value, expires_at: alive(key).expires_at },
      set(key, value, options = {}) {
        const [name, text] = [String(key), String(value)]
        if (bytesOf(name) > MOST_KEY) return error('CacheKeySizeExceeded')
        if (bytesOf(text) > MOST_VALUE) return error('CacheValueSizeExceeded')
        const expires_at = endOf(options ?? {}, Date.now())
        if (typeof expires_at === 'string') return error(expires_at)
        entries.delete(name)
        entries.set(name, { value: text, expires_at, bytes: bytesOf(name) + bytesOf(text) })
        const all = () => [...entries.values()].reduce((sum, { bytes }) => sum + bytes, 0)
        while (entries.size > MOST_ENTRIES || all() > MOST_BYTES) entries.delete(entries.keys().next().value)
        return { type: 'success', record: { value: text, expires_at } }
      },
      delete(key) {
        const wasThere = alive(key) !== undefined
        entries.delete(String(key))
        return wasThere ? { type: 'success' } : error('CacheKeyDoesNotExist')
      },
    }
  }
})()
