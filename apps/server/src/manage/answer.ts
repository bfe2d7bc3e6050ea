// How this wing says yes: JSON of what a decision has answered.
import type { FastifyReply } from 'fastify'
import type { Soon } from '@symbolon/core/soon'

const JSON_TYPE = 'application/json; charset=utf-8'

const texts = new WeakMap<object, string>()

/** JSON of `said`. What is frozen stays as it is: should it be answered again, it need not be written again. */
const textOf = (said: object): string => {
  if (!Object.isFrozen(said)) return JSON.stringify(said)
  const known = texts.get(said)
  if (known !== undefined) return known
  const text = JSON.stringify(said)
  texts.set(said, text)
  return text
}

/** Answers with `said`: at once where it is known, and without a promise. */
export const answer = (
  reply: FastifyReply,
  said: Soon<unknown>,
  status = 200,
  statusOfNothing = status,
): Promise<void> | undefined => {
  if (said instanceof Promise) return said.then((known: unknown) => void answer(reply, known, status, statusOfNothing))
  reply.code(said === undefined ? statusOfNothing : status)
  if (status === 204 || typeof said !== 'object' || said === null) reply.send(status === 204 ? undefined : said)
  else reply.header('content-type', JSON_TYPE).send(textOf(said))
  return undefined
}
