// How this wing says yes: JSON of what a decision has answered.
import type { FastifyReply } from 'fastify'
import type { Soon } from '@symbolon/core/soon'
import { jsonText } from '../http/json-text.ts'
import { sendTogether } from '../http/send-together.ts'

const JSON_TYPE = 'application/json; charset=utf-8'

type Statuses = { readonly status: number; readonly statusOfNothing?: number | undefined }

const OK: Statuses = { status: 200 }

/** What is sent for `said`: JSON, or nothing where nothing is said. Status and type stand in `reply` from now on. */
const prepare = (reply: FastifyReply, said: unknown, { status, statusOfNothing = status }: Statuses): unknown => {
  reply.code(said === undefined ? statusOfNothing : status)
  if (status === 204 || typeof said !== 'object' || said === null) return status === 204 ? undefined : said
  const text = jsonText(said)
  reply.header('content-type', JSON_TYPE)
  return text
}

/**
 * Answers with `said`. What is known at once is sent together with all else that is answered in this turn of the loop, without a promise:
 * Fastify waits for a handler that returns none. Whatever can fail has been done by then.
 */
export const answer = (reply: FastifyReply, said: Soon<unknown>, statuses = OK): Promise<void> | undefined => {
  if (said instanceof Promise) return said.then((known: unknown) => void reply.send(prepare(reply, known, statuses)))
  const payload = prepare(reply, said, statuses)
  sendTogether(() => void reply.send(payload))
  return undefined
}
