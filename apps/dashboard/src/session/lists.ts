// Lists of what a tenant has, whole: so that they can be searched as one types.
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { call } from './call.ts'

const PER_PAGE = 100

/** Pages that are read of one list: more than this is found by other means. */
const MAX_PAGES = 100

type Page = Readonly<Record<string, unknown>> & { readonly total?: number }

export type Listed<T> = {
  readonly items: readonly T[]
  readonly isWhole: boolean
  /** The rest is being read. */
  readonly isGrowing?: true
}

/** Pages that are asked for at the same time, once one has said how many there are. */
const TOGETHER = 4

/** @param tell - is told what the first page holds, where that is not all */
async function readList<T>(path: string, key: string, tell?: (listed: Listed<T>) => void): Promise<Listed<T>> {
  const separator = path.includes('?') ? '&' : '?'
  const read = (page: number): Promise<Page> =>
    call('GET', `${path}${separator}page=${page}&per_page=${PER_PAGE}&include_totals=true`)
  const items: T[] = []
  let left = 1
  for (let page = 0; page < MAX_PAGES;) {
    const count = Math.min(left, TOGETHER)
    const answers = await Promise.all(Array.from({ length: count }, (_, at) => read(page + at)))
    const lists = answers.map((answer) => answer[key] as readonly T[])
    items.push(...lists.flat())
    page += count
    const total = answers[0]?.total
    // Not every list says how long it is.
    left = total === undefined ? 1 : Math.ceil(total / PER_PAGE) - page
    if (page === 1 && left > 0) tell?.({ items: [...items], isWhole: false, isGrowing: true })
    if (left < 1 || lists.some(({ length }) => length < PER_PAGE)) return { items, isWhole: true }
  }
  return { items, isWhole: false }
}

/** Everything at `path`; `key` names the list in the answer. */
export const useList = <T>(path: string, key: string): UseQueryResult<Listed<T>> =>
  useQuery({ queryKey: [path], queryFn: () => readList<T>(path, key) })

/** The same where the first of many are of use before the others are there: to be shown and found, not to be counted on. */
export const useGrowingList = <T>(path: string, key: string): UseQueryResult<Listed<T>> =>
  useQuery({
    queryKey: [path],
    queryFn: ({ client, queryKey }) =>
      readList<T>(path, key, (listed) => {
        // What was known before is more than that.
        if (client.getQueryData(queryKey) === undefined) client.setQueryData(queryKey, listed)
      }),
  })

/** The one thing at `path`. */
export const useOne = <T>(path: string): UseQueryResult<T> =>
  useQuery({ queryKey: [path], queryFn: () => call<T>('GET', path) })
