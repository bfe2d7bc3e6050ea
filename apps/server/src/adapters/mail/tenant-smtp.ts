// A tenant's own mail server: called only where outbound calls may go, and at the address that was judged.
import type { Mail, MailServer } from '@symbolon/core/ports'
import { egress } from '../egress.ts'
import { PATIENCE, send } from './smtp.ts'

/** Port whose servers speak TLS from the first byte. RFC 8314 */
const IMPLICIT_TLS = 465

/** Who has set the server up reads of it what was set up, and not what its name leads to from here. */
const asNamed = (cause: unknown, host: string, address: string): unknown =>
  cause instanceof Error && host !== address && cause.message.includes(address)
    ? new Error(cause.message.replaceAll(address, host), { cause })
    : cause

/** @param allow as in SYMBOLON_EGRESS_ALLOW */
export function tenantSmtp(allow: readonly string[]): (mail: Mail, server: MailServer) => Promise<void> {
  const addressOf = egress(allow)
  return async (mail, { host, port, user, password }) => {
    const address = await addressOf(host)
    const { createTransport } = await import('nodemailer')
    const transport = createTransport({
      host: address,
      port,
      secure: port === IMPLICIT_TLS,
      // A password goes over the wire only when nobody can listen.
      requireTLS: user !== undefined,
      tls: { servername: host },
      ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
      ...PATIENCE,
    })
    try {
      await send(transport, mail, user?.includes('@') === true ? user : `no-reply@${host}`)
    } catch (cause) {
      throw asNamed(cause, host, address)
    } finally {
      transport.close()
    }
  }
}
