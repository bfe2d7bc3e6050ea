// Sealing: what must be kept but not read by who holds the database. AES-256-GCM under a key of its own for every purpose.
import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto'

/** What was opened is not what was sealed: `key`, under another master key; `content`, changed or for another purpose. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken'
  readonly reason: 'format' | 'key' | 'content'

  constructor(reason: 'format' | 'key' | 'content') {
    super(reason === 'key' ? 'sealed under another master key' : 'the sealed text is broken')
    this.reason = reason
  }
}

// Layout, then base64url: version, key id, nonce, ciphertext, tag. Version and key id are authenticated with the purpose.
const VERSION = 1
const KEY_ID = 5
const HEAD = 1 + KEY_ID
const NONCE = 12
const TAG = 16
const MASTER_KEY = 32
const REMEMBERED_PURPOSES = 4096

type Derived = { readonly head: Buffer; readonly keys: Map<string, KeyObject> }

const derivedFrom = new WeakMap<KeyObject, Derived>()

const derive = (masterKey: KeyObject, info: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), Buffer.from(info, 'utf8'), bytes))

const derivedOf = (masterKey: KeyObject): Derived => {
  const known = derivedFrom.get(masterKey)
  if (known !== undefined) return known
  if (masterKey.type !== 'secret' || masterKey.symmetricKeySize !== MASTER_KEY) {
    throw new TypeError(`the master key must have ${MASTER_KEY} bytes`)
  }
  const head = Buffer.concat([Buffer.of(VERSION), derive(masterKey, 'symbolon sealing: key id', KEY_ID)])
  const derived: Derived = { head, keys: new Map() }
  derivedFrom.set(masterKey, derived)
  return derived
}

/** Whether `text` begins as what was sealed under this master key does, for whatever purpose. */
export const isSealed = (masterKey: KeyObject, text: string): boolean =>
  text.length >= 48 && Buffer.from(text.slice(0, 8), 'base64url').equals(derivedOf(masterKey).head)

const keyFor = (masterKey: KeyObject, derived: Derived, purpose: string): KeyObject => {
  const known = derived.keys.get(purpose)
  if (known !== undefined) return known
  const key = createSecretKey(derive(masterKey, `symbolon sealing: purpose ${purpose}`, 32))
  const oldest = derived.keys.size >= REMEMBERED_PURPOSES ? derived.keys.keys().next().value : undefined
  if (oldest !== undefined) derived.keys.delete(oldest)
  derived.keys.set(purpose, key)
  return key
}

const additionalData = (derived: Derived, purpose: string): Buffer =>
  Buffer.concat([derived.head, Buffer.from(purpose, 'utf8')])

/** `plaintext` sealed for `purpose`, base64url. Only the same master key and purpose open it. NIST SP 800-38D */
export const seal = (masterKey: KeyObject, purpose: string, plaintext: Uint8Array): string => {
  const derived = derivedOf(masterKey)
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', keyFor(masterKey, derived, purpose), nonce, { authTagLength: TAG })
  cipher.setAAD(additionalData(derived, purpose))
  const content = cipher.update(plaintext)
  cipher.final()
  return Buffer.concat([derived.head, nonce, content, cipher.getAuthTag()]).toString('base64url')
}

/** What was sealed. Throws SealBroken for anything that `seal` did not make with this master key and purpose. */
export const unseal = (masterKey: KeyObject, purpose: string, sealed: string): Buffer => {
  const derived = derivedOf(masterKey)
  const bytes = Buffer.from(sealed, 'base64url')
  // Decoding forgives foreign characters and spare bits; encoding again does not.
  if (bytes.length < HEAD + NONCE + TAG || bytes[0] !== VERSION || bytes.toString('base64url') !== sealed) {
    throw new SealBroken('format')
  }
  if (!bytes.subarray(0, HEAD).equals(derived.head)) throw new SealBroken('key')
  const nonce = bytes.subarray(HEAD, HEAD + NONCE)
  const key = keyFor(masterKey, derived, purpose)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG })
  decipher.setAAD(additionalData(derived, purpose))
  decipher.setAuthTag(bytes.subarray(-TAG))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(HEAD + NONCE, -TAG)), decipher.final()])
  } catch {
    throw new SealBroken('content')
  }
}
