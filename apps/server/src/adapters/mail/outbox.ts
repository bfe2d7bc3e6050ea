// An outbox: mails become files that programs and people read, one JSON document a mail, in the order they were sent. Nobody but the
// owner can read them, since their links open accounts.
import { randomBytes } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Way } from './way.ts'

/** Writes into `folder`, which is made when absent. A file appears whole, or not at all. */
export function outbox(folder: string, now: () => number): Way {
  let count = 0
  const deliver: Way['deliver'] = async (mail) => {
    const time = new Date(now()).toISOString()
    const order = String(count++).padStart(6, '0')
    const name = `${time.replaceAll(':', '-')}-${order}-${randomBytes(4).toString('hex')}.json`
    const { to, from = null, subject, text, html, links, code = null } = mail
    const draft = join(folder, `.${name}.draft`)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    try {
      const document = JSON.stringify({ to, from, subject, text, html, links, code, sent_at: time }, undefined, 2)
      await writeFile(draft, `${document}\n`, { mode: 0o600, flag: 'wx' })
      await rename(draft, join(folder, name))
    } finally {
      await rm(draft, { force: true })
    }
  }
  return { deliver, close: () => {} }
}
