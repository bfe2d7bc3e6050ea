// uuid: versions 1 and 4, callable as its first releases were. RFC 9562
'use strict'
const crypto = require('crypto')

const v4 = () => crypto.randomUUID()

const UNIX_EPOCH = 122_192_928_000_000_000n
let last = 0n

const v1 = () => {
  const ticks = BigInt(Date.now()) * 10_000n + UNIX_EPOCH
  last = ticks > last ? ticks : last + 1n
  const hex = last.toString(16).padStart(15, '0')
  const node = crypto.randomBytes(8).toString('hex')
  const clock = ((parseInt(node.slice(0, 4), 16) & 0x3fff) | 0x8000).toString(16)
  return `${hex.slice(7)}-${hex.slice(3, 7)}-1${hex.slice(0, 3)}-${clock}-${node.slice(4)}`
}

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

module.exports = Object.assign(() => v4(), {
  v1,
  v4,
  validate: (text) => FORM.test(String(text)),
  NIL: '00000000-0000-0000-0000-000000000000',
})
