// All of a list below something, page by page.
import type { Document } from '@symbolon/protocol/entities/entity'
import { isDocument, type ManagementClient } from '../management-client.ts'
import { documentsIn } from './assets.ts'

const PER_PAGE = 100

/** What stands at `path`, under `key`. */
export async function allBelow({ call }: ManagementClient, path: string, key: string): Promise<readonly Document[]> {
  const found: Document[] = []
  for (let page = 0; ; page += 1) {
    const answer = await call('GET', `${path}?per_page=${PER_PAGE}&page=${page}&include_totals=true`)
    const items = documentsIn(isDocument(answer) ? answer[key] : answer)
    found.push(...items)
    if (items.length < PER_PAGE) return found
  }
}
