// What a receiver of pushed events wants to be told in `Authorization`: sealed where it is kept, opened only to push.
import type { SignalStream } from '@symbolon/protocol/entities/signal-stream'
import { seal, unseal } from '../jose/sealing.ts'
import type { Tenancy } from '../tenancy.ts'

type Sealer = Pick<Tenancy, 'tenant' | 'masterKey'>

/** What the authorization of a stream is sealed for. */
export const pushAuthorizationPurpose = (tenant_id: string, id: string): string => `signal stream of ${tenant_id} ${id}`

const purposeOf = ({ tenant }: Sealer, id: string): string => pushAuthorizationPurpose(tenant.tenant_id, id)

/** As it is kept in the stream `id`. */
export const sealPushAuthorization = (tenancy: Sealer, id: string, value: string): string =>
  seal(tenancy.masterKey, purposeOf(tenancy, id), Buffer.from(value, 'utf8'))

/** As it was given; undefined where there is none. @throws SealBroken under another master key */
export const openPushAuthorization = (
  tenancy: Sealer,
  { id, sealed_authorization }: SignalStream,
): string | undefined =>
  sealed_authorization === undefined
    ? undefined
    : unseal(tenancy.masterKey, purposeOf(tenancy, id), sealed_authorization).toString('utf8')
