// The text of a refresh token: `v1.` and base64url of handle ‖ secret ‖ tag. The handle finds the record and stays the same in all
// successors; the tag, which only this server can make, tells a token that was once issued from one that never was. So a
// mistyped or invented token ends nothing, and an old one can be recognized as old. design.md §4
import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'
import { hashHandle } from '../handles.ts'
import { deriveKey, masterKeyFor } from '../jose/derived-keys.ts'
import type { Tenancy } from '../tenancy.ts'

const PREFIX = 'v1.'
const HANDLE = 16
const SECRET = 32
/** With it the bytes fill their characters exactly, so that no two texts mean the same. */
const TAG = 12
const BYTES = HANDLE + SECRET + TAG
const TEXT = new RegExp(`^v1\\.[A-Za-z0-9_-]{${(BYTES / 3) * 4}}$`)

/** A text that this server once made. */
export type RefreshTokenText = {
  readonly text: string
  readonly handle: Buffer
  readonly handle_hash: string
  readonly token_hash: string
}

type Keys = Pick<Tenancy, 'tenant' | 'masterKey'>

const tagKey = ({ tenant, masterKey }: Keys): KeyObject => masterKeyFor(masterKey, `refresh-token:${tenant.tenant_id}`)

const tagOf = (tenancy: Keys, signed: Buffer): Buffer =>
  createHmac('sha256', tagKey(tenancy)).update(signed).digest().subarray(0, TAG)

const describe = (text: string, handle: Buffer): RefreshTokenText => ({
  text,
  handle,
  handle_hash: hashHandle(handle.toString('base64url')),
  token_hash: hashHandle(text),
})

/** A new text under `handle`, or under a new one. */
export function newRefreshTokenText(
  tenancy: Keys & Pick<Tenancy, 'random'>,
  handle: Buffer = tenancy.random(HANDLE),
): RefreshTokenText {
  const signed = Buffer.concat([handle, tenancy.random(SECRET)])
  const bytes = Buffer.concat([signed, tagOf(tenancy, signed)])
  return describe(PREFIX + bytes.toString('base64url'), handle)
}

/** What `text` is; undefined when this server never made it for this tenant. */
export function readRefreshTokenText(tenancy: Keys, text: string): RefreshTokenText | undefined {
  if (!TEXT.test(text)) return undefined
  const bytes = Buffer.from(text.slice(PREFIX.length), 'base64url')
  const signed = bytes.subarray(0, HANDLE + SECRET)
  if (!timingSafeEqual(bytes.subarray(HANDLE + SECRET), tagOf(tenancy, signed))) return undefined
  return describe(text, Buffer.from(bytes.subarray(0, HANDLE)))
}

const CIPHER = 'aes-256-gcm'
const NONCE = 12
const SEAL_TAG = 16

// The text has 256 random bits, which nobody has who only has the database.
const successorKey = (presented: string): Buffer =>
  deriveKey(Buffer.from(presented), 'symbolon refresh token successor')

/** `successor`, to be kept so that whoever presents `presented` again can be given it, and nobody else. NIST SP 800-38D */
export function sealSuccessor({ random }: Pick<Tenancy, 'random'>, presented: string, successor: string): string {
  const nonce = random(NONCE)
  const cipher = createCipheriv(CIPHER, successorKey(presented), nonce, { authTagLength: SEAL_TAG })
  const content = cipher.update(successor, 'latin1')
  cipher.final()
  return Buffer.concat([nonce, content, cipher.getAuthTag()]).toString('base64url')
}

/** What `sealSuccessor` sealed; undefined when it was under another token. */
export function openSuccessor(presented: string, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length <= NONCE + SEAL_TAG) return undefined
  const options = { authTagLength: SEAL_TAG }
  const decipher = createDecipheriv(CIPHER, successorKey(presented), bytes.subarray(0, NONCE), options)
  decipher.setAuthTag(bytes.subarray(-SEAL_TAG))
  try {
    const content = decipher.update(bytes.subarray(NONCE, -SEAL_TAG))
    return Buffer.concat([content, decipher.final()]).toString('latin1')
  } catch {
    return undefined
  }
}
