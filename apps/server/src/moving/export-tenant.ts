// A whole tenant as files: its people in the rows of Auth0's user export, and everything else, keys, secrets and password hashes among it,
// in a file that only a passphrase opens. What has an end soon stays behind: sessions, refresh tokens, links, the tenant log.
import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { User } from '@symbolon/protocol/entities/user'
import { carriedDocuments } from '@symbolon/core/manage/carried-tenant'
import type { Tenancy } from '@symbolon/core/tenancy'
import { createSealedFile, type SealedWriter } from './sealed-file.ts'

export const USERS_FILE = 'users.ndjson'
export const SEALED_FILE = 'tenant.sealed'

/** People and things read at once. */
const AT_ONCE = 250

export type Exported = { readonly documents: number; readonly users: number; readonly passwords: number }

/** All of a list, page by page. */
async function* every<R>(
  page: (query: { limit: number; after?: string }) => Promise<{ readonly items: readonly R[]; readonly next?: string }>,
): AsyncGenerator<readonly R[]> {
  let after: string | undefined
  do {
    const { items, next } = await page({ limit: AT_ONCE, ...(after === undefined ? {} : { after }) })
    yield items
    after = next
  } while (after !== undefined)
}

/** Members in one order, so that what is exported, imported and exported again is the same text. */
const inOrder = (members: object): object =>
  Object.fromEntries(Object.entries(members).toSorted(([one], [other]) => (one < other ? -1 : 1)))

/** A user with what he holds, as an import takes it. */
async function rowOf({ store }: Tenancy, user: User): Promise<object> {
  const { user_id } = user
  const roles = await store.rolesOfUser(user_id)
  const permissions = await store.permissionsOfUser(user_id)
  const organizations: object[] = []
  for await (const ids of every((query) => store.organizationsOfUser(user_id, query))) {
    for (const id of ids) organizations.push({ id, roles: await store.rolesOfMember(id, user_id) })
  }
  return inOrder({
    ...user,
    identities: user.identities.map(inOrder),
    ...(roles.length > 0 ? { roles } : {}),
    ...(permissions.length > 0 ? { permissions } : {}),
    ...(organizations.length > 0 ? { organizations } : {}),
  })
}

async function exportPasswords({ store }: Tenancy, user: User, sealed: SealedWriter): Promise<number> {
  let found = 0
  for (const { provider, user_id } of user.identities) {
    const password = await store.findPassword(`${provider}|${user_id}`)
    if (!password) continue
    await sealed.write({ password })
    found += 1
  }
  return found
}

async function exportPeople(tenancy: Tenancy, folder: string, sealed: SealedWriter, progress: (users: number) => void) {
  const file = await open(join(folder, USERS_FILE), 'wx', 0o600)
  const digest = createHash('sha256')
  const counts = { users: 0, passwords: 0 }
  try {
    for await (const users of every((query) => tenancy.store.pageUsers(undefined, query))) {
      const rows = await Promise.all(users.map((user) => rowOf(tenancy, user)))
      const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
      digest.update(text)
      await file.write(text)
      for (const user of users) counts.passwords += await exportPasswords(tenancy, user, sealed)
      counts.users += users.length
      progress(counts.users)
    }
    await file.sync()
    // Who can change the file in clear could make himself an administrator of the tenant that is made of it.
    await sealed.write({ people: { sha256: digest.digest('base64url') } })
  } finally {
    await file.close()
  }
  return counts
}

async function exportRevocations({ store }: Tenancy, sealed: SealedWriter): Promise<void> {
  let seq = 0
  for (;;) {
    const { events, through, head } = await store.revocationsAfter(seq, AT_ONCE)
    for (const { event } of events) await sealed.write({ revocation: event })
    if (through >= head || (events.length === 0 && through <= seq)) return
    seq = through
  }
}

/** Writes both files into `folder`, which must have neither. */
export async function exportTenant(
  tenancy: Tenancy,
  folder: string,
  passphrase: string,
  progress: (users: number) => void,
): Promise<Exported> {
  const { issuer, name, first_client_id } = tenancy.tenant
  const sealed = await createSealedFile(join(folder, SEALED_FILE), passphrase)
  await sealed.write({ tenant: { issuer, name, first_client_id } })
  let documents = 0
  for await (const { collection, document } of carriedDocuments(tenancy)) {
    await sealed.write({ collection, document })
    documents += 1
  }
  await exportRevocations(tenancy, sealed)
  const people = await exportPeople(tenancy, folder, sealed, progress)
  for await (const consents of every((query) => tenancy.store.pageConsents({}, query))) {
    for (const consent of consents) await sealed.write({ consent })
  }
  await sealed.finish()
  return { documents, ...people }
}
