// The file of an export, fetched without a token: by an address that nobody can guess, that is good for one file, and not for long.
import type { Job } from '../job-store.ts'
import { seal, SealBroken, unseal } from '../jose/sealing.ts'
import type { Tenancy } from '../tenancy.ts'

/** Seconds for which an address is good. */
const GOOD_FOR = 60

/** Longest address that is looked at, characters. */
const MAX_HANDLE = 1024

const purposeOf = ({ tenant }: Tenancy): string => `downloads of ${tenant.tenant_id}`

const isFetchable = ({ type, status }: Job): boolean => type === 'users_export' && status === 'completed'

/** Where the file is for the next minute; undefined where there is none. */
export function locationOf(tenancy: Tenancy, job: Job): string | undefined {
  if (!isFetchable(job)) return undefined
  const expires_at = Math.floor(tenancy.now() / 1000) + GOOD_FOR
  const text = JSON.stringify({ id: job.id, expires_at })
  const handle = seal(tenancy.masterKey, purposeOf(tenancy), Buffer.from(text, 'utf8'))
  return new URL(`exports/${handle}`, tenancy.tenant.home).href
}

const opened = (tenancy: Tenancy, handle: string): { readonly id: string; readonly expires_at: number } | undefined => {
  if (handle.length > MAX_HANDLE) return undefined
  try {
    // What was sealed is what `locationOf` wrote.
    return JSON.parse(unseal(tenancy.masterKey, purposeOf(tenancy), handle).toString('utf8')) as {
      id: string
      expires_at: number
    }
  } catch (error) {
    if (error instanceof SealBroken) return undefined
    throw error
  }
}

/** The pieces of a file, one after the other. */
async function* piecesOf({ store }: Tenancy, { id, progress }: Job): AsyncGenerator<string> {
  for (let number = 1; number <= progress.parts; number += 1) {
    const piece = await store.jobPart(id, number)
    // Swept away in this moment: a file that breaks off must not look whole.
    if (piece === undefined) throw new Error('The export is not kept any more')
    yield piece
  }
}

/** The file that an address leads to, in pieces; undefined where it leads nowhere (any more). */
export async function findDownload(
  tenancy: Tenancy,
  handle: string,
): Promise<{ readonly name: string; readonly pieces: AsyncGenerator<string> } | undefined> {
  const found = opened(tenancy, handle)
  if (!found || found.expires_at * 1000 <= tenancy.now()) return undefined
  const job = await tenancy.store.findJob(found.id)
  if (!job || !isFetchable(job)) return undefined
  return { name: `${job.id}.${job.format === 'csv' ? 'csv' : 'ndjson'}.gz`, pieces: piecesOf(tenancy, job) }
}
