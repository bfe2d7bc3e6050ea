// POST /dbconnections/change_password: the same text for everybody. reference: Authentication API, section 17.2.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { requestPasswordChange } from '@symbolon/core/login/change-password'
import { visitorOf } from '../browser/visitor.ts'
import { fieldsOf, textOf } from './body.ts'
import { clientOf, languagesOf } from './caller.ts'
import { legacyRefusal } from './refusal.ts'

const SENT = "We've just sent you an email to reset your password."

export async function askForPasswordChange(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const fields = fieldsOf(request)
  const client = await clientOf(request, fields)
  const connection = textOf(fields, 'connection', 128)
  const email = textOf(fields, 'email', 400) ?? textOf(fields, 'username', 400)
  if (connection === undefined) throw legacyRefusal(400, 'invalid_request', 'Missing required parameter: connection')
  if (email === undefined) throw legacyRefusal(400, 'invalid_request', 'Missing required parameter: email')
  const visitor = visitorOf(request)
  await requestPasswordChange(request.tenancy, { client, connection, email, visitor, languages: languagesOf(request) })
  return reply.type('text/html; charset=utf-8').send(SENT)
}
