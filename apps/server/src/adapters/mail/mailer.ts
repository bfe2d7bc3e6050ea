// Mails on their way out: taken at once, sent in the background a few at a time, tried again when the other side is busy or away.
// What cannot be sent is told to the operator, without its text: a mail may hold a link that changes a password.
import type { Mail, MailByCode, MailDraft, OperatorLog, Ports } from '@symbolon/core/ports'
import type { Background } from '../background.ts'
import { outbox } from './outbox.ts'
import { smtp } from './smtp.ts'
import { tenantSmtp } from './tenant-smtp.ts'
import type { Way } from './way.ts'

export type Mailer = {
  readonly sendMail: Ports['sendMail']
  readonly deliverMail: Ports['deliverMail']
  /** The end: sends what is waiting, by code too, without the pauses between attempts, for at most `FLUSH_FOR`. */
  readonly flush: () => Promise<void>
}

/** Pauses before the second attempt and each later one, milliseconds. */
const PAUSES: readonly number[] = [1000, 10_000, 60_000, 300_000, 900_000]

/** Most mails that wait, those between two attempts included. */
const MAX_WAITING = 5000

/** Mails that are being sent at the same time. */
const AT_ONCE = 4

/** How long a stop waits for mails, milliseconds. */
const FLUSH_FOR = 10_000

type Letter = { readonly mail: Mail | MailDraft; readonly attempt: number }

type MailerConfig = { readonly mail: string; readonly egressAllow: readonly string[] }

/**
 * The mailer of the settings: `outbox:FOLDER` or `smtp://…`, and for tenants that have one their own server, or code that sends.
 *
 * @param inBackground where code runs, so that a tenant whose code is slow holds up its own mails alone; false: too much waits there
 */
export function openMailer(
  config: MailerConfig,
  now: () => number,
  operatorLog: OperatorLog,
  inBackground: Background['offer'],
): Mailer {
  const { mail: setting, egressAllow } = config
  const ours = setting.startsWith('outbox:') ? outbox(setting.slice('outbox:'.length), now) : smtp(setting)
  const theirs = tenantSmtp(egressAllow)
  const deliver: Way['deliver'] = (mail) => (mail.server ? theirs(mail, mail.server) : ours.deliver(mail))
  return {
    deliverMail: (mail) => (mail.byCode ? mail.byCode.send() : deliver(mail)),
    ...mailer({ deliver, close: ours.close, inBackground }, operatorLog),
  }
}

type Ways = Way & { readonly inBackground: Background['offer'] }

export function mailer(ways: Ways, operatorLog: OperatorLog): Omit<Mailer, 'deliverMail'> {
  const { deliver, close, inBackground } = ways
  const line: Letter[] = []
  const resting = new Map<NodeJS.Timeout, Letter>()
  const sending = new Set<Promise<void>>()
  const code = sentByCode(inBackground)
  let isStopping = false

  const failed = (mail: Letter['mail'], attempt: number, cause: unknown): void => {
    const pause = isPermanent(cause) || isStopping ? undefined : PAUSES[attempt]
    tellFailure(operatorLog, mail, attempt, pause, cause)
    if (pause === undefined) return
    const timer = setTimeout(() => {
      resting.delete(timer)
      line.push({ mail, attempt: attempt + 1 })
      next()
    }, pause).unref()
    resting.set(timer, { mail, attempt: attempt + 1 })
  }

  async function send({ mail, attempt }: Letter): Promise<void> {
    let written: Mail | undefined
    const fails = (cause: unknown): void => failed(written ?? mail, attempt, cause)
    try {
      written = typeof mail === 'function' ? await mail() : mail
      if (written?.byCode) code.start(written.byCode, fails)
      else if (written) await deliver(written)
    } catch (cause) {
      fails(cause)
    }
  }

  function next(): void {
    const letter = sending.size < AT_ONCE ? line.shift() : undefined
    if (!letter) return
    const sent = send(letter).finally(() => {
      sending.delete(sent)
      next()
    })
    sending.add(sent)
    next()
  }

  return {
    sendMail: (mail) => {
      if (line.length + resting.size >= MAX_WAITING) return tellTooMany(operatorLog, mail)
      line.push({ mail, attempt: 0 })
      next()
    },
    flush: async () => {
      isStopping = true
      for (const timer of resting.keys()) clearTimeout(timer)
      line.push(...resting.values())
      resting.clear()
      next()
      await Promise.race([emptied(sending, code.going), pause(FLUSH_FOR)])
      const left = line.length + sending.size + code.going.size
      if (left > 0) operatorLog('error', 'Mails were not sent before the stop', { mails: left })
      close()
    },
  }
}

/** Mails that code sends. Nobody waits for them but a stop: each may take as long as code may. */
function sentByCode(inBackground: Ways['inBackground']) {
  const going = new Set<Promise<void>>()
  return {
    going,
    start: ({ tenant_id, send }: MailByCode, fails: (cause: unknown) => void): void => {
      const { promise, resolve } = Promise.withResolvers<void>()
      const work = async (): Promise<void> => {
        await send().catch(fails)
        going.delete(promise)
        resolve()
      }
      going.add(promise)
      if (inBackground(tenant_id, work)) return
      going.delete(promise)
      fails(new Error('Too much of this tenant’s code is waiting to be run'))
    },
  }
}

const tellTooMany = (operatorLog: OperatorLog, mail: Mail | MailDraft): void =>
  operatorLog('error', 'Too many mails are waiting: one is given up', { domain: domainOf(mail) })

function tellFailure(
  operatorLog: OperatorLog,
  mail: Mail | MailDraft,
  attempt: number,
  pause: number | undefined,
  cause: unknown,
): void {
  const facts = { domain: domainOf(mail), attempt: attempt + 1, cause }
  if (pause === undefined) operatorLog('error', 'A mail could not be sent, and is given up', facts)
  else operatorLog('warn', 'A mail could not be sent; trying again', { ...facts, in_seconds: pause / 1000 })
}

async function emptied(...going: readonly ReadonlySet<Promise<void>>[]): Promise<void> {
  while (going.some(({ size }) => size > 0)) await Promise.all(going.flatMap((mails) => [...mails]))
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, milliseconds).unref())

const domainOf = (mail: Mail | MailDraft): string =>
  typeof mail === 'function' ? 'not known yet' : mail.to.slice(mail.to.lastIndexOf('@') + 1)

const isPermanent = (cause: unknown): boolean =>
  cause instanceof Error && 'permanent' in cause && cause.permanent === true
