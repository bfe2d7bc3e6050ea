// What people hold of a tenant: roles and permissions.
import type { User } from '@symbolon/protocol/entities/user'
import type { UserPermission } from './records.ts'
import type { RecordPage, RecordPageQuery } from './record-store.ts'
import type { Soon } from './soon.ts'

export type RightStore = {
  rolesOfUser(user_id: string): Soon<readonly string[]>
  /** Those that are new; an unknown user or role is `dangling`, and nothing is written. */
  assignRoles(pairs: readonly { readonly user_id: string; readonly role_id: string }[]): Promise<'written' | 'dangling'>
  withdrawRoles(user_id: string, role_ids: readonly string[]): Promise<void>
  usersOfRole(role_id: string, query: RecordPageQuery): Promise<RecordPage<User>>
  permissionsOfUser(user_id: string): Promise<readonly UserPermission[]>
  grantPermissions(user_id: string, permissions: readonly UserPermission[]): Promise<'written' | 'dangling'>
  withdrawPermissions(user_id: string, permissions: readonly UserPermission[]): Promise<void>
}
