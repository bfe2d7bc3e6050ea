// The text of a refresh token: `v1.` and base64url of handle ‖ secret ‖ tag. The handle finds the record and stays the same in all
// successors; the tag, which only this server can make, tells a token that was once issued from one that never was. So a
// mistyped or invented token ends nothing, and an old one can be recognized as old. design.md §4
import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'
import { hashHandle } from '../handles.ts'
import { masterKeyFor } from '../jose/derived-keys.ts'
import type { Tenancy } from '../tenancy.ts'

const PREFIX = 'v1.'
const HANDLE = 16
const SECRET = 32
const SIGNED = HANDLE + SECRET
/** Characters of the tag. They and those of what is signed are filled exactly, so that no two texts mean the same. */
const TAG = 16
const TEXT = new RegExp(`^v1\\.[A-Za-z0-9_-]{${(SIGNED / 3) * 4 + TAG}}$`)

/** A text that this server once made. */
export type RefreshTokenText = {
  readonly text: string
  readonly handle: Buffer
  readonly handle_hash: string
  readonly token_hash: string
}

type Keys = Pick<Tenancy, 'tenant' | 'masterKey'>

const tagKey = ({ tenant, masterKey }: Keys): KeyObject => masterKeyFor(masterKey, `refresh-token:${tenant.tenant_id}`)

const tagOf = (tenancy: Keys, signed: Buffer): string =>
  createHmac('sha256', tagKey(tenancy)).update(signed).digest('base64url').slice(0, TAG)

const asBytes = (text: string): Buffer => Buffer.from(text, 'latin1')

type Line = Pick<RefreshTokenText, 'handle' | 'handle_hash'>

const lineOf = (handle: Buffer): Line => ({ handle, handle_hash: hashHandle(handle.toString('base64url')) })

function textOf(tenancy: Keys, { handle, handle_hash }: Line, secret: Buffer): RefreshTokenText {
  const signed = Buffer.concat([handle, secret])
  const text = PREFIX + signed.toString('base64url') + tagOf(tenancy, signed)
  return { text, handle, handle_hash, token_hash: hashHandle(text) }
}

/** The first text of a new line. */
export const newRefreshTokenText = (tenancy: Keys & Pick<Tenancy, 'random'>): RefreshTokenText =>
  textOf(tenancy, lineOf(tenancy.random(HANDLE)), tenancy.random(SECRET))

/** What `text` is; undefined when this server never made it for this tenant. */
export function readRefreshTokenText(tenancy: Keys, text: string): RefreshTokenText | undefined {
  if (!TEXT.test(text)) return undefined
  const signed = Buffer.from(text.slice(PREFIX.length, -TAG), 'base64url')
  if (!timingSafeEqual(asBytes(text.slice(-TAG)), asBytes(tagOf(tenancy, signed)))) return undefined
  return { text, ...lineOf(signed.subarray(0, HANDLE)), token_hash: hashHandle(text) }
}

const successorKey = ({ tenant, masterKey }: Keys): KeyObject =>
  masterKeyFor(masterKey, `refresh-token-successor:${tenant.tenant_id}`)

/**
 * The text that replaces `presented`. Its secret follows from three things: the text before, which the client has, `salt` (256 random bits
 * of this rotation), which the database has, and a key that this server has. So it is the same for whoever presents the same text again,
 * and nobody else can make it. RFC 2104
 */
export function successorOfText(tenancy: Keys, presented: RefreshTokenText, salt: string): RefreshTokenText {
  // One text is as long as another, so that where it ends is plain.
  const secret = createHmac('sha256', successorKey(tenancy))
    .update(presented.text + salt)
    .digest()
  return textOf(tenancy, presented, secret)
}
