// One Security Event Token, posted to its receiver, and what its answer means. RFC 8935
import type { SignalStream } from '@symbolon/protocol/entities/signal-stream'
import { SECURITY_EVENT_MEDIA_TYPE } from '@symbolon/protocol/signals/security-event'
import { foreignText } from '../audit/log-events.ts'
import type { OutsideResponse } from '../outside-call.ts'
import type { PushFailure } from '../revocation-store.ts'
import type { Tenancy } from '../tenancy.ts'
import { openPushAuthorization } from './push-authorization.ts'

/** Milliseconds that a receiver may take. */
export const MOST_TIME = 5000

/** RFC 8935 §2.4: what is wrong is not this event, but who sends it; that can be mended, and the event is wanted then. */
const ABOUT_THE_SENDER: ReadonlySet<string> = new Set(['authentication_failed', 'access_denied'])

/** What became of a push: the receiver has it, does not want it ever, or may want it later. */
export type Pushed =
  | { readonly outcome: 'acknowledged' }
  | { readonly outcome: 'refused' | 'failed'; readonly failure: PushFailure }

/** `err` and `description` of the body of a 400; undefined where it is none that the RFC knows. RFC 8935 §2.3 */
const readRefusal = ({
  status,
  body,
}: OutsideResponse): { readonly err: string; readonly text: string } | undefined => {
  if (status !== 400) return undefined
  try {
    const said: unknown = JSON.parse(Buffer.from(body, 'base64').toString('utf8'))
    const { err, description } = Object(said) as { readonly err?: unknown; readonly description?: unknown }
    const code = foreignText(err)
    return code === '' ? undefined : { err: code, text: [code, foreignText(description)].filter(Boolean).join(': ') }
  } catch {
    return undefined
  }
}

function judge(response: OutsideResponse, at: number): Pushed {
  const { status } = response
  if (status === 202) return { outcome: 'acknowledged' }
  const refusal = readRefusal(response)
  if (!refusal) {
    return {
      outcome: 'failed',
      failure: { at, status, reason: `Only 202 acknowledges an event: the answer was ${status}` },
    }
  }
  const { err, text } = refusal
  const failure = { at, status, err, reason: `The receiver refuses: ${text}` }
  return { outcome: ABOUT_THE_SENDER.has(err) ? 'failed' : 'refused', failure }
}

/** Posts `set` to the receiver of `stream`. Never rejects: whatever goes wrong is a failure that says why. */
export async function pushEvent(tenancy: Tenancy, stream: SignalStream, set: string): Promise<Pushed> {
  try {
    const authorization = openPushAuthorization(tenancy, stream)
    const response = await tenancy.callOutside({
      method: 'POST',
      url: stream.endpoint_url ?? '',
      headers: [
        ['content-type', SECURITY_EVENT_MEDIA_TYPE],
        ['accept', 'application/json'],
        ...(authorization === undefined ? [] : [['authorization', authorization] as const]),
      ],
      body: Buffer.from(set).toString('base64'),
      timeout: MOST_TIME,
    })
    return judge(response, tenancy.now())
  } catch (error) {
    const reason = foreignText(error instanceof Error ? error.message : String(error))
    return { outcome: 'failed', failure: { at: tenancy.now(), reason: reason || 'The receiver cannot be reached' } }
  }
}
