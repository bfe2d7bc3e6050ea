// The map: which wing answers which path. Programs under exact paths of their own (oauth/routes.ts), operators under /health and
// /ready, all others on Fastify (web.ts): administrators under /api/v2, people and their browsers,
// what was exported under /exports, pages that load a script under /js.
import type { FastifyInstance } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { OAuthError } from '@symbolon/core/errors'
import type { Ports } from '@symbolon/core/ports'
import type { Config } from './config.ts'
import { probes } from './health.ts'
import { securityHeaders, send } from './http/answer.ts'
import { openFollowers } from './http/followers.ts'
import { originReader } from './http/client-address.ts'
import { oauthErrorAnswer } from './http/errors/oauth-error.ts'
import { tenancyFinder } from './http/find-tenancy.ts'
import { requestIds } from './http/request-id.ts'
import { loadOnce } from './load-once.ts'
import { oauthWing } from './oauth/serve.ts'

export type App = {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void
  /** Lets go of the connections that are held open, so that the others can be waited for. */
  readonly release: () => void
  readonly close: () => Promise<void>
}

/** Everything that answers HTTP, without the socket. */
export function createApp(
  ports: Ports,
  config: Pick<Config, 'issuer' | 'tls' | 'trustedProxies' | 'feedConnections' | 'ownLoginPagesEverywhere'>,
): App {
  const always = securityHeaders(config.tls !== undefined || config.issuer?.startsWith('https:') === true)
  const findTenancy = tenancyFinder(ports)
  const readOrigin = originReader(config.trustedProxies)
  const newRequestId = requestIds(ports.random)
  const followers = openFollowers(config.feedConnections, ports.operatorLog)
  const answerProgram = oauthWing({ findTenancy, readOrigin, operatorLog: ports.operatorLog, followers, always })
  const answerProbe = probes({ store: ports.store, always })

  let arriving = ''
  let opened: FastifyInstance | undefined
  const web = loadOnce<FastifyInstance>(async () => {
    const { openWeb } = await import('./web.ts')
    const { ownLoginPagesEverywhere } = config
    const requestIdNow = () => arriving
    return (opened = await openWeb({ ports, findTenancy, readOrigin, ownLoginPagesEverywhere, requestIdNow, always }))
  })
  const handIn = (fastify: FastifyInstance, request: IncomingMessage, response: ServerResponse, id: string): void => {
    arriving = id
    fastify.routing(request, response)
  }
  const answerWeb = (request: IncomingMessage, response: ServerResponse, requestId: string): void => {
    if (opened) return handIn(opened, request, response, requestId)
    web.get().then(
      (fastify) => handIn(fastify, request, response, requestId),
      (cause: unknown) => {
        ports.operatorLog('error', 'The pages and the Management API could not be loaded', { cause })
        const away = new OAuthError('temporarily_unavailable', 'This could not be loaded. Try again.', { cause })
        send(response, oauthErrorAnswer(away), requestId, always)
      },
    )
  }

  return {
    handle: (request, response) => {
      const requestId = newRequestId()
      if (answerProgram(request, response, requestId) || answerProbe(request, response, requestId)) return
      answerWeb(request, response, requestId)
    },
    release: followers.release,
    close: async () => (await web.begun()?.catch(() => undefined))?.close(),
  }
}
