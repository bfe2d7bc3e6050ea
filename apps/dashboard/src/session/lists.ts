// Lists of what a tenant has, whole: so that they can be searched as one types.
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { call } from './call.ts'

const PER_PAGE = 100

/** Pages that are read of one list: more than this is found by other means. */
const MAX_PAGES = 100

type Page = Readonly<Record<string, unknown>> & { readonly total: number }

export type Listed<T> = { readonly items: readonly T[]; readonly isWhole: boolean }

async function readList<T>(path: string, key: string): Promise<Listed<T>> {
  const items: T[] = []
  const separator = path.includes('?') ? '&' : '?'
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await call<Page>('GET', `${path}${separator}page=${page}&per_page=${PER_PAGE}&include_totals=true`)
    const more = answer[key] as readonly T[]
    items.push(...more)
    if (more.length < PER_PAGE || items.length >= answer.total) return { items, isWhole: true }
  }
  return { items, isWhole: false }
}

/** Everything at `path`; `key` names the list in the answer. */
export const useList = <T>(path: string, key: string): UseQueryResult<Listed<T>> =>
  useQuery({ queryKey: [path], queryFn: () => readList<T>(path, key) })

/** The one thing at `path`. */
export const useOne = <T>(path: string): UseQueryResult<T> =>
  useQuery({ queryKey: [path], queryFn: () => call<T>('GET', path) })
