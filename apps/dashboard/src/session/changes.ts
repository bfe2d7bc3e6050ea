// Changes of one thing at the tenant, after which nothing that the screens know of it is old.
import { useQueryClient } from '@tanstack/react-query'
import type { Document } from '../parts/document.ts'
import { call } from './call.ts'

/** Changes what stands at `path` and in `list`. */
export function useSave(path: string, list: string): (changes: Document) => Promise<void> {
  const queries = useQueryClient()
  return async (changes) => {
    queries.setQueryData([path], await call('PATCH', path, changes))
    await queries.invalidateQueries({ queryKey: [list] })
  }
}

/** Deletes what stands at `path`, and in `list`; without one, in whatever else was read. `query` says how. */
export function useDelete(path: string, list?: string, query = ''): () => Promise<void> {
  const queries = useQueryClient()
  return async () => {
    await call('DELETE', `${path}${query}`)
    queries.removeQueries({ queryKey: [path] })
    await queries.invalidateQueries(list === undefined ? {} : { queryKey: [list] })
  }
}
