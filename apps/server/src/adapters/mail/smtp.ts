// SMTP: one pool of connections to one server. The library is loaded with the first mail: most of a start's time would be its own.
import type { Transporter } from 'nodemailer'
import type { Mail } from '@symbolon/core/ports'
import type { Way } from './way.ts'

/** Milliseconds for a connection, a greeting, and a silence. */
export const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }

/** The server refuses this mail, and will refuse it again. */
class Refused extends Error {
  override readonly name = 'Refused'
  readonly permanent = true
}

/**
 * Delivers through the server at `url`: `smtp://user:password@host:587`, or `smtps://…` for TLS from the first byte. `from` among its
 * query parameters is the sender of mails that name none; the rest are options of the library.
 */
export function smtp(url: string): Way {
  const server = new URL(url)
  const sender = server.searchParams.get('from') ?? defaultSender(server)
  server.searchParams.delete('from')
  let transport: Promise<Transporter> | undefined
  return {
    deliver: async (mail) => {
      transport ??= open(server)
      await send(await transport, mail, sender)
    },
    close: () => {
      void transport?.then((opened) => opened.close())
      transport = undefined
    },
  }
}

async function open(server: URL): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  return createTransport({ url: server.href, pool: true, maxConnections: 4, ...PATIENCE })
}

/** Sends one mail. Addresses are passed as values, so that no text can become a second recipient. */
export async function send(transport: Transporter, mail: Mail, sender: string): Promise<void> {
  try {
    await transport.sendMail({
      to: { name: '', address: mail.to },
      from: mail.from ?? sender,
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  } catch (cause) {
    const status = cause instanceof Error && 'responseCode' in cause ? Number(cause.responseCode) : 0
    // 5xx of RFC 5321; what the server thinks of our login may change with its settings.
    const isFinal = status >= 500 && !(cause instanceof Error && 'code' in cause && cause.code === 'EAUTH')
    throw isFinal ? new Refused(`The mail server refuses the mail: ${status}`, { cause }) : cause
  }
}

const defaultSender = ({ username, hostname }: URL): string => {
  const name = decodeURIComponent(username)
  return name.includes('@') ? name : `no-reply@${hostname}`
}
