// The credentials of the tenant's e-mail provider: sealed where they are kept, opened only to send a mail.
import type { EmailCredentials, EmailProvider } from '@symbolon/protocol/entities/email-provider'
import { seal, unseal } from '../jose/sealing.ts'
import type { Tenancy } from '../tenancy.ts'

/** What the credentials are sealed for. */
export const emailProviderPurpose = (tenant_id: string): string => `email provider of ${tenant_id}`

/** As they are kept. */
export const sealEmailCredentials = ({ tenant, masterKey }: Tenancy, credentials: EmailCredentials): string =>
  seal(masterKey, emailProviderPurpose(tenant.tenant_id), Buffer.from(JSON.stringify(credentials), 'utf8'))

/** As they were given. @throws SealBroken under another master key */
export const openEmailCredentials = (
  { tenant, masterKey }: Tenancy,
  { sealed_credentials }: EmailProvider,
): EmailCredentials => {
  const text = unseal(masterKey, emailProviderPurpose(tenant.tenant_id), sealed_credentials).toString('utf8')
  // What was sealed is what was checked when it was sent.
  return JSON.parse(text) as EmailCredentials
}
