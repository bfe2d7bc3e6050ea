// How an answer leaves, by its response mode.
import type { FastifyReply } from 'fastify'
import { isOldPopup } from '@symbolon/core/authorize/answer-to'
import { responseUrl, type AuthorizationResponse } from '@symbolon/core/authorize/respond'
import type { Tenancy } from '@symbolon/core/tenancy'
import { sendFormPost } from './form-post.ts'
import { sendOn } from './send-on.ts'
import { sendWebMessage, type Relay } from './web-message.ts'

/** What the request said about how the message is handed over: to a frame, or in the protocol of old popups. */
export const relayOf = (values: Readonly<Record<string, string>>): Relay | undefined => {
  if (isOldPopup(values)) return 'old-popup'
  const { web_message_uri: uri, web_message_target: target } = values
  return uri !== undefined && target !== undefined ? { uri, target } : undefined
}

/** Sends `response` to the application. */
export function sendResponse(
  reply: FastifyReply,
  tenancy: Tenancy,
  response: AuthorizationResponse,
  relay: Relay | undefined,
): FastifyReply {
  switch (response.response_mode) {
    case 'form_post':
      return sendFormPost(reply, response)
    case 'web_message':
      return sendWebMessage(reply, tenancy, response, relay)
    case 'query':
    case 'fragment':
      return sendOn(reply, responseUrl(response))
  }
}
