// Secrets among the options of a connection, as they are kept.
import { seal, unseal } from '../jose/sealing.ts'
import type { Tenancy } from '../tenancy.ts'

type Sealer = Pick<Tenancy, 'tenant' | 'masterKey'>

/** How a value looks that is sealed already. */
export const SEALED = '2.0$'

/** What the secrets of connections are sealed for. */
export const connectionPurpose = (tenant_id: string): string => `configuration of a connection of ${tenant_id}`

export const sealedOption = ({ masterKey, tenant }: Sealer, value: string): string =>
  SEALED + seal(masterKey, connectionPurpose(tenant.tenant_id), Buffer.from(value, 'utf8'))

/** What is not sealed is as it was sent. @throws SealBroken under another master key */
export const openedOption = ({ masterKey, tenant }: Sealer, value: string): string =>
  value.startsWith(SEALED)
    ? unseal(masterKey, connectionPurpose(tenant.tenant_id), value.slice(SEALED.length)).toString('utf8')
    : value
