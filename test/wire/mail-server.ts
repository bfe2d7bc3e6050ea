// A mail server of the tests, in this process.
import { once } from 'node:events'
import { simpleParser, type ParsedMail } from 'mailparser'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export type MailServer = {
  readonly port: number
  readonly received: readonly (ParsedMail & { readonly recipients: readonly string[] })[]
  /** Who has logged in. */
  readonly logins: readonly string[]
  readonly stop: () => Promise<void>
}

const addressOf = (address: { address: string }): string => address.address

/** Takes every mail. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const received: (ParsedMail & { recipients: string[] })[] = []
  const logins: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: options.key === undefined ? ['STARTTLS'] : [],
    logger: false,
    onAuth: ({ username = '', password = '' }, _session, done) => {
      logins.push(`${username}:${password}`)
      done(null, { user: username })
    },
    onData: async (stream, session, done) => {
      try {
        const mail = await simpleParser(stream)
        received.push(Object.assign(mail, { recipients: session.envelope.rcptTo.map(addressOf) }))
        done()
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)))
      }
    },
    ...options,
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const address = server.server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    received,
    logins,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
