// What happens to every request of the wings on Fastify before its own wing looks at it: the headers that all answers have, whose it is,
// and whether it is let in.
import type { FastifyRequest, onRequestHookHandler } from 'fastify'
import { OAuthError } from '@symbolon/core/errors'
import type { Ports } from '@symbolon/core/ports'
import { whenKnown, type Soon } from '@symbolon/core/soon'
import type { Tenancy } from '@symbolon/core/tenancy'
import type { Origin } from './http/client-address.ts'
import type { FindTenancy } from './http/find-tenancy.ts'
import { letIn } from './http/let-in.ts'
import { pathOf } from './http/path-of.ts'
import './http/request.ts'

/** What is needed to receive a request. */
export type Reception = {
  readonly operatorLog: Ports['operatorLog']
  readonly findTenancy: FindTenancy
  readonly readOrigin: (request: FastifyRequest['raw']) => Origin
  /** Headers on every answer, names and values in turn. */
  readonly always: readonly string[]
}

/** Where everything is the Management API's. */
export const MANAGEMENT = '/api/v2'

/** By the route, not by the path as it was written: that can be written in many ways. */
const areaOf = ({ is404, server }: FastifyRequest) =>
  !is404 && server.prefix.startsWith(MANAGEMENT) ? 'management' : 'authentication'

/** Where the request is sent instead; undefined where it may go on. @throws OAuthError */
const place = (request: FastifyRequest, origin: Origin, tenancy: Tenancy | undefined): Soon<string | undefined> => {
  if (!tenancy) throw new OAuthError('not_found', 'No tenant answers for this host.')
  request.tenancy = tenancy
  return whenKnown(letIn(tenancy, areaOf(request), request.raw, origin), (elsewhere) => {
    // Before its body is read: what is not there has no use for one.
    if (elsewhere === undefined && request.is404) throw new OAuthError('not_found', 'There is nothing at this path.')
    return elsewhere
  })
}

/** For `onRequest`: calls on at once, and is no promise, where nothing has to be waited for. */
export const arrive = ({ operatorLog, findTenancy, readOrigin, always }: Reception): onRequestHookHandler => {
  const tenancyFor = (request: FastifyRequest, host: string | undefined): Soon<Tenancy | undefined> => {
    const asked = findTenancy(host)
    if (!(asked instanceof Promise)) return asked
    return asked.catch((cause: unknown) => {
      // Without a tenancy the wings have no log to say it in.
      const facts = { request_id: request.id, method: request.method, path: pathOf(request.url) }
      operatorLog('error', 'The tenant of a request could not be looked up', { ...facts, cause })
      throw cause
    })
  }

  return (request, reply, done) => {
    request.requestId = request.id
    for (let at = 0; at < always.length; at += 2) reply.header(always[at] ?? '', always[at + 1])
    reply.header('x-auth0-requestid', request.id)
    reply.header('cache-control', 'no-store')
    const origin = readOrigin(request.raw)
    request.clientAddress = origin.ip
    const goOn = (elsewhere: string | undefined): void =>
      void (elsewhere === undefined ? done() : reply.redirect(elsewhere))
    const placed = whenKnown(tenancyFor(request, origin.host), (tenancy) => place(request, origin, tenancy))
    if (placed instanceof Promise) placed.then(goOn, done)
    else goOn(placed)
  }
}
