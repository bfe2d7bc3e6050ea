// Keys that follow from a longer-lived one, each for a purpose of its own. RFC 5869
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

const NO_SALT = Buffer.alloc(0)
const REMEMBERED = 4096

const derived = new WeakMap<KeyObject, Map<string, KeyObject>>()

/** 32 bytes that follow from `secret` for `purpose`, and tell nothing about it or about another purpose's. */
export const deriveKey = (secret: KeyObject | Uint8Array, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, NO_SALT, Buffer.from(purpose, 'utf8'), 32))

/** The same for the master key, remembered. */
export const masterKeyFor = (masterKey: KeyObject, purpose: string): KeyObject => {
  const keys = derived.get(masterKey) ?? new Map<string, KeyObject>()
  derived.set(masterKey, keys)
  const known = keys.get(purpose)
  if (known) return known
  const key = createSecretKey(deriveKey(masterKey, `symbolon derived: ${purpose}`))
  const oldest = keys.size >= REMEMBERED ? keys.keys().next().value : undefined
  if (oldest !== undefined) keys.delete(oldest)
  keys.set(purpose, key)
  return key
}
