// Which password somebody has proven to know. Looking at one takes a while, and it may be changed meanwhile: whatever was made of it
// has to find out afterwards whether it still counts, since what ends with the old password may have ended before it was there.
import type { Password } from './records.ts'
import type { TenantStore } from './ports.ts'

/** The password of an identity, by the moment in which it was set. */
export type PasswordProof = Pick<Password, 'user_id' | 'changed_at'>

export const proofOf = ({ user_id, changed_at }: Password): PasswordProof => ({ user_id, changed_at })

/** Whether the password that was proven is still the one. */
export async function stillCounts({ store }: { readonly store: TenantStore }, proof: PasswordProof): Promise<boolean> {
  return (await store.findPassword(proof.user_id))?.changed_at === proof.changed_at
}
