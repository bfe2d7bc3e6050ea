// Long-lived tokens out of their list, where what they stood on ends: a list of tokens shows those alone that live.
import type { MachineToken } from '@symbolon/protocol/entities/machine-token'
import type { Change } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'

const PAGE = 500

/** What takes the tokens for an API, or a client's alone, out of the list. That they are dead is said by a revocation. */
export async function withdrawMachineTokens(
  { store }: Tenancy,
  where: { readonly audience: string; readonly client_id?: string },
): Promise<readonly Change[]> {
  const documents: MachineToken[] = []
  let after: string | undefined
  do {
    const page = await store.page('machine_tokens', { where, limit: PAGE, ...(after === undefined ? {} : { after }) })
    documents.push(...page.items)
    after = page.next
  } while (after !== undefined)
  // One that was made since would stay in the list.
  const none: Change = { unchanged: 'machine_tokens', where, documents }
  return [none, ...documents.map((document): Change => ({ remove: 'machine_tokens', document }))]
}
