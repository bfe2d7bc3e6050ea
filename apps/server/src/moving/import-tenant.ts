// A tenant that another deployment has exported, made anew in this one: first all of its configuration in one transaction, then its people.
// What was cut off goes on when it is done again: the tenant is known by its keys.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { systemAudience } from '@symbolon/protocol/auth0/system-api'
import { asCarried, makeCarriedTenant, type Carried, type CarriedTenant } from '@symbolon/core/manage/carried-tenant'
import type { Ports, Tenant } from '@symbolon/core/ports'
import type { Consent, Password } from '@symbolon/core/records'
import type { KeptRevocation } from '@symbolon/core/revocation-store'
import { openTenancy, type Tenancy } from '@symbolon/core/tenancy'
import { carryRevocations } from '@symbolon/core/tokens/revoke'
import { StartError } from '../start-error.ts'
import { SEALED_FILE, USERS_FILE } from './export-tenant.ts'
import { importUsers, type UsersImported } from './import-users.ts'
import type { Row, RowProblem } from './in-batches.ts'
import { openSealedFile, type SealedReader } from './sealed-file.ts'

export type TenantImported = UsersImported & {
  readonly issuer: string
  readonly passwords: number
  /** Whether the tenant was made now. */
  readonly isNew: boolean
}

type Options = {
  /** Where the tenant is to be; as it was when absent. */
  readonly issuer: string | undefined
  /** Reads the rows of a file. */
  readonly rowsOf: (path: string) => AsyncIterable<Row>
  readonly tell: (problem: RowProblem) => void
  readonly progress: (users: number) => void
}

type Members = Readonly<Record<string, unknown>>

const membersOf = (row: unknown): Members => (typeof row === 'object' && row !== null ? { ...row } : {})

/** Everything of the file that is made at once. It was written by this program, and nobody has changed it since. */
async function readConfiguration({ rows }: SealedReader) {
  let tenant: CarriedTenant | undefined
  const documents: Carried[] = []
  const revocations: KeptRevocation[] = []
  let digest: unknown
  for await (const row of rows()) {
    const { tenant: said, collection, document, revocation, people } = membersOf(row)
    if (people !== undefined) digest = membersOf(people)['sha256']
    if (said !== undefined) tenant = said as CarriedTenant
    if (revocation !== undefined) revocations.push(revocation as KeptRevocation)
    if (collection === undefined) continue
    const carried = asCarried(collection, document)
    if (!carried) throw new StartError(`This version knows no ${String(collection)}: the export is of a later one.`)
    documents.push(carried)
  }
  if (!tenant) throw new StartError('The export names no tenant.')
  return { tenant, documents, revocations, digest }
}

/** The people stand in a file in clear, whose digest is sealed with the rest. @throws StartError when it is another file */
async function requireSamePeople(path: string, sealed: unknown): Promise<void> {
  // An export of an earlier version says nothing of it.
  if (sealed === undefined) return
  const digest = createHash('sha256')
  try {
    for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) digest.update(bytes)
  } catch {
    throw new StartError(`${path} cannot be read.`)
  }
  if (digest.digest('base64url') !== sealed) {
    throw new StartError(`${path} is not as it was exported: it has been changed since, or belongs to another export.`)
  }
}

const kidOf = ({ collection, document }: Carried): string | undefined =>
  collection === 'signing_keys' ? String(document['kid']) : undefined

/** The tenant at that host, when it is the one of the export. */
async function sameTenant(ports: Ports, issuer: string, documents: readonly Carried[]): Promise<Tenant | undefined> {
  const tenant = (await ports.store.tenants()).find((known) => known.issuer === issuer)
  if (!tenant) return undefined
  const kids = new Set(documents.flatMap((one) => kidOf(one) ?? []))
  const keys = await ports.store.tenant(tenant.tenant_id).all('signing_keys', {})
  if (keys.some(({ kid }) => kids.has(kid))) return tenant
  throw new StartError(`There is another tenant at ${issuer}. Say with --url where this one shall be.`)
}

async function* renamedRows(rows: AsyncIterable<Row>, from: string, to: string): AsyncGenerator<Row> {
  for await (const row of rows)
    yield from === to ? row : { ...row, text: row.text.replaceAll(JSON.stringify(from), JSON.stringify(to)) }
}

/** Passwords and consents of one batch; how many passwords were not there yet. */
async function keepRows({ store }: Tenancy, rows: readonly Members[]): Promise<number> {
  const kept = rows.map(async ({ password, consent }) => {
    if (consent !== undefined) await store.addConsent(consent as Consent)
    if (password === undefined) return 0
    const one = password as Password
    if ((await store.findPassword(one.user_id)) !== undefined) return 0
    await store.keepPassword(one)
    return 1
  })
  return (await Promise.all(kept)).reduce((sum: number, one) => sum + one, 0)
}

const AT_ONCE = 250

async function importRest(tenancy: Tenancy, { rows }: SealedReader): Promise<number> {
  let passwords = 0
  let batch: Members[] = []
  for await (const row of rows()) {
    batch.push(membersOf(row))
    if (batch.length < AT_ONCE) continue
    passwords += await keepRows(tenancy, batch)
    batch = []
  }
  return passwords + (await keepRows(tenancy, batch))
}

/** Brings in what `folder` holds. @throws StartError when it cannot be */
export async function importTenant(
  ports: Ports,
  folder: string,
  passphrase: string,
  { issuer: wanted, rowsOf, tell, progress }: Options,
): Promise<TenantImported> {
  const sealed = await openSealedFile(join(folder, SEALED_FILE), passphrase)
  const { tenant: carried, documents, revocations, digest } = await readConfiguration(sealed)
  await requireSamePeople(join(folder, USERS_FILE), digest)
  const issuer = wanted ?? carried.issuer
  const known = await sameTenant(ports, issuer, documents)
  const made = known ? undefined : await makeCarriedTenant(ports, carried, documents, issuer)
  if (made && made.applied.outcome !== 'applied')
    throw new StartError(`The tenant cannot be made at ${issuer}: ${made.applied.outcome}.`)
  const tenant = known ?? made?.tenant
  if (!tenant) throw new StartError(`The tenant cannot be made at ${issuer}.`)
  const tenancy = openTenancy(ports, tenant)
  await carryRevocations(tenancy, revocations)
  const rows = renamedRows(
    rowsOf(join(folder, USERS_FILE)),
    systemAudience(carried.issuer),
    systemAudience(tenant.issuer),
  )
  const users = await importUsers(tenancy, rows, { withoutSecondFactors: false, tell, progress })
  const passwords = await importRest(tenancy, sealed)
  return { ...users, issuer: tenant.issuer, passwords, isNew: known === undefined }
}
