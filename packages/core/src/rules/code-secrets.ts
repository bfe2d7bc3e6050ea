// Secrets of actions and hooks: sealed where they are kept, opened only to run them, never answered.
import type { SealedSecret } from '../collections.ts'
import { seal, unseal } from '../jose/sealing.ts'
import type { Tenancy } from '../tenancy.ts'

type Keys = Pick<Tenancy, 'tenant' | 'masterKey'>

/** What a secret of code is sealed for. */
export const codeSecretPurpose = (tenant_id: string, owner: string, name: string): string =>
  `code-secret:${tenant_id}:${owner}:${name}`

const purposeOf = ({ tenant }: Keys, owner: string, name: string): string =>
  codeSecretPurpose(tenant.tenant_id, owner, name)

/** As it is kept. `owner`: the id of the action, module or hook; `updated_at`: ISO 8601. */
export const sealCodeSecret = (
  keys: Keys,
  owner: string,
  name: string,
  value: string,
  updated_at: string,
): SealedSecret => ({
  name,
  sealed_value: seal(keys.masterKey, purposeOf(keys, owner, name), Buffer.from(value, 'utf8')),
  updated_at,
})

const opened = new WeakMap<readonly SealedSecret[], Readonly<Record<string, string>>>()

/** Every secret by its name, as the code sees them. */
export function openCodeSecrets(
  keys: Keys,
  owner: string,
  secrets: readonly SealedSecret[],
): Readonly<Record<string, string>> {
  let values = opened.get(secrets)
  if (!values) {
    values = Object.fromEntries(
      secrets.map(({ name, sealed_value }) => [
        name,
        unseal(keys.masterKey, purposeOf(keys, owner, name), sealed_value).toString('utf8'),
      ]),
    )
    opened.set(secrets, values)
  }
  return values
}
