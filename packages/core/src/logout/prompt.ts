// What waits while a person is asked whether to log out. It is not kept: the page has it sealed, and it is good for this session
// and a few minutes. security.md C14
import { OAuthError } from '../errors.ts'
import { SealBroken, seal, unseal } from '../jose/sealing.ts'
import type { Session } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import type { LogoutRequest } from './logout.ts'

/** Seconds. */
const LIFETIME = 900

const MAX_LENGTH = 8192

/** Where to go when it is done, and for whom. */
export type WaitingLogout = { readonly client_id: string | undefined; readonly target: string | undefined }

const purposeOf = ({ tenant }: Tenancy): string => `logout:${tenant.tenant_id}`

/** `request` as a text for the page that asks. */
export function sealLogout(tenancy: Tenancy, session: Session, { client, target }: LogoutRequest): string {
  const until = Math.floor(tenancy.now() / 1000) + LIFETIME
  const content = [session.id, client?.client_id ?? null, target ?? null, until]
  return seal(tenancy.masterKey, purposeOf(tenancy), Buffer.from(JSON.stringify(content)))
}

const unknown = (): OAuthError =>
  new OAuthError('invalid_request', 'This logout is over. Go back to the application and try again.')

/** What the page was asked for. @throws OAuthError `invalid_request` when it is over, or of another session */
export function openSealedLogout(
  tenancy: Tenancy,
  session: Session | undefined,
  text: string | undefined,
): WaitingLogout {
  if (text === undefined || text.length > MAX_LENGTH || !session) throw unknown()
  const [id, client_id, target, until] = contentOf(tenancy, text)
  if (id !== session.id || typeof until !== 'number' || tenancy.now() / 1000 >= until) throw unknown()
  return {
    client_id: typeof client_id === 'string' ? client_id : undefined,
    target: typeof target === 'string' ? target : undefined,
  }
}

function contentOf(tenancy: Tenancy, text: string): readonly unknown[] {
  try {
    const content: unknown = JSON.parse(unseal(tenancy.masterKey, purposeOf(tenancy), text).toString())
    return Array.isArray(content) ? content : []
  } catch (error) {
    if (error instanceof SealBroken) throw unknown()
    throw error
  }
}
