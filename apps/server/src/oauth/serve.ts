// The front of the wing for programs: finds the route and the tenant, reads the body, and speaks whatever comes back. It
// stands on node:http itself, since a token request costs little more than its signature.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { OAuthError } from '@symbolon/core/errors'
import type { OperatorLog } from '@symbolon/core/ports'
import { unlessThrown, whenKnown, type Soon } from '@symbolon/core/soon'
import type { Tenancy } from '@symbolon/core/tenancy'
import { send, sentElsewhere, withHeaders, type Answer } from '../http/answer.ts'
import type { Route } from '../http/call.ts'
import type { Origin } from '../http/client-address.ts'
import { asOAuthError, oauthErrorAnswer } from '../http/errors/oauth-error.ts'
import type { FindTenancy } from '../http/find-tenancy.ts'
import type { Followers } from '../http/followers.ts'
import { letIn } from '../http/let-in.ts'
import { pathOf } from '../http/path-of.ts'
import { readBody, type NoBody } from '../http/read-body.ts'
import { sendTogether } from '../http/send-together.ts'
import { corsHeaders, preflight } from './cors.ts'
import { OAUTH_ROUTES } from './routes.ts'

/** Most bytes of a request's body. A thousand scopes fit, and a client assertion beside them. */
const MAX_BODY_BYTES = 32_768

const NO_BODY = Buffer.alloc(0)

const ROUTES: ReadonlyMap<string, readonly Route[]> = Map.groupBy(OAUTH_ROUTES, ({ path }) => path)

export type OAuthWing = (request: IncomingMessage, response: ServerResponse, requestId: string) => boolean

type Surroundings = {
  readonly findTenancy: FindTenancy
  readonly readOrigin: (request: IncomingMessage) => Origin
  readonly operatorLog: OperatorLog
  readonly followers: Followers
  /** Headers on every answer. */
  readonly always: readonly string[]
}

/** Answers the requests of this wing; false, and untouched, when the path is not one of its own. */
export function oauthWing({ findTenancy, readOrigin, operatorLog, followers, always }: Surroundings): OAuthWing {
  const refuse = refusal.bind(undefined, operatorLog)

  function answer(request: IncomingMessage, routes: readonly Route[], requestId: string): Soon<Answer> {
    const origin = readOrigin(request)
    return whenKnown(findTenancy(origin.host), (tenancy) => {
      if (!tenancy) throw new OAuthError('not_found', 'No tenant answers for this host.')
      return whenKnown(letIn(tenancy, 'authentication', request, origin), (elsewhere) => {
        if (elsewhere !== undefined) return sentElsewhere(elsewhere)
        const { headers } = request
        if (headers.origin !== undefined) return answerScript(tenancy, origin.ip, request, routes, requestId)
        const route = routeFor(routes, request.method)
        const call = { tenancy, headers, query: queryOf(request.url), ip: origin.ip, followers, requestId }
        if (route.method === 'GET') return route.handle({ ...call, body: NO_BODY })
        return readBody(request, MAX_BODY_BYTES).then((body) => route.handle({ ...call, body: requireBody(body) }))
      })
    })
  }

  /** For a script in a browser, which may read every answer, refusals too, or none. */
  async function answerScript(
    tenancy: Tenancy,
    ip: string | undefined,
    request: IncomingMessage,
    routes: readonly Route[],
    requestId: string,
  ): Promise<Answer> {
    const { headers, method } = request
    const asked = method === 'OPTIONS' ? await preflight(tenancy, routes, headers) : undefined
    if (asked) return asked
    let body: Buffer = NO_BODY
    const handle = async (): Promise<Answer> => {
      const route = routeFor(routes, method)
      if (route.method === 'POST') body = requireBody(await readBody(request, MAX_BODY_BYTES))
      return route.handle({ tenancy, headers, body, query: queryOf(request.url), ip, followers, requestId })
    }
    const answered = await handle().catch((thrown: unknown) => refuse(request, routes, thrown, requestId))
    const isReadable = answered.headers.includes('access-control-allow-origin')
    return isReadable ? answered : withHeaders(answered, ...(await corsHeaders(tenancy, routes, headers, body)))
  }

  return (request, response, requestId) => {
    const routes = ROUTES.get(wholePathOf(request.url))
    if (!routes) return false
    const answered = (): Soon<Answer> =>
      unlessThrown(
        () => answer(request, routes, requestId),
        (thrown) => refuse(request, routes, thrown, requestId),
      )
    const write = (it: Answer): void =>
      sendTogether(() =>
        send(response, isRead(request) ? it : withHeaders(it, 'connection', 'close'), requestId, always),
      )
    const failed = (thrown: unknown): void =>
      operatorLog('error', 'An answer could not be sent', { request_id: requestId, thrown })
    void unlessThrown(() => whenKnown(answered(), write), failed)
    return true
  }
}

/** The answer to what was thrown, of which the operator learns as well. */
function refusal(
  operatorLog: OperatorLog,
  request: IncomingMessage,
  routes: readonly Route[],
  thrown: unknown,
  requestId: string,
): Answer {
  const error = asOAuthError(thrown)
  const { code, status, detail } = error
  const facts = { request_id: requestId, method: request.method, path: pathOf(request.url), status, code }
  if (status >= 500) operatorLog('error', error.message, { ...facts, cause: error.cause ?? detail })
  // Not the message: it may repeat what was sent, and somebody may have sent a secret in the wrong place.
  else operatorLog('info', 'A request was refused', { ...facts, detail })
  const answer = oauthErrorAnswer(error)
  // RFC 9110 §15.5.6
  return status === 405 ? withHeaders(answer, 'allow', methodsOf(routes).join(', ')) : answer
}

/**
 * Whether nothing of a request is left on its connection, where it would be taken for the next one. That it is complete is not yet said while
 * its head is handled, so that one without a body is known by that.
 */
const isRead = ({ complete, headers }: IncomingMessage): boolean =>
  complete || (Number(headers['content-length'] ?? 0) === 0 && headers['transfer-encoding'] === undefined)

const wholePathOf = (url = ''): string => {
  const mark = url.indexOf('?')
  return mark < 0 ? url : url.slice(0, mark)
}

const queryOf = (url = ''): string => {
  const mark = url.indexOf('?')
  return mark < 0 ? '' : url.slice(mark + 1)
}

const methodsOf = (routes: readonly Route[]): readonly string[] =>
  routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))

function routeFor(routes: readonly Route[], method: string | undefined): Route {
  const asked = method === 'HEAD' ? 'GET' : method
  const route = routes.find((candidate) => candidate.method === asked)
  if (!route) throw new OAuthError('method_not_allowed', `Use ${methodsOf(routes).join(' or ')}.`)
  return route
}

function requireBody(body: Buffer | NoBody): Buffer {
  if (body === 'too-large') {
    throw new OAuthError('invalid_request', `The body is larger than ${MAX_BODY_BYTES} bytes.`, { status: 413 })
  }
  if (body === 'aborted') throw new OAuthError('invalid_request', 'The body ended too soon.')
  return body
}
