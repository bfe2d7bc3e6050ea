// The mails of a server that puts them into a folder.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from './until.ts'

export type ReceivedMail = {
  readonly to: string
  readonly from: string | null
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly links: readonly string[]
  readonly code: string | null
}

export type Mailbox = {
  /** For the server's settings. */
  readonly environment: { readonly SYMBOLON_MAIL: string }
  /** All that have come, the oldest first. */
  readonly all: (to?: string) => readonly ReceivedMail[]
  /** The newest to this address, when there are `count` of them. */
  readonly next: (to: string, count?: number) => Promise<ReceivedMail>
  readonly remove: () => void
}

const isMail = (value: unknown): value is ReceivedMail =>
  typeof value === 'object' && value !== null && 'links' in value

export function openMailbox(): Mailbox {
  const folder = mkdtempSync(join(tmpdir(), 'symbolon-mailbox-'))
  const all: Mailbox['all'] = (to) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8')))
      .filter(isMail)
      .filter((mail) => to === undefined || mail.to === to)
  return {
    environment: { SYMBOLON_MAIL: `outbox:${folder}` },
    all,
    next: async (to, count = 1) => {
      await until(`there are ${count} mails to ${to}`, async () => all(to).length >= count)
      const mail = all(to).at(-1)
      if (!mail) throw new Error(`no mail to ${to}`)
      return mail
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** The ticket in the link of a mail. */
export const ticketOf = ({ links: [link = ''] }: ReceivedMail): string => new URL(link).searchParams.get('ticket') ?? ''
