// The secret of an application that was just made: in the memory of this page, where its credentials show it too, and nowhere else.
import { useQuery, type QueryClient } from '@tanstack/react-query'

const keyOf = (client_id: string): readonly string[] => ['secret', client_id]

export const keepSecret = (queries: QueryClient, client_id: string, secret: string): void => {
  queries.setQueryDefaults(keyOf(client_id), { gcTime: Infinity })
  queries.setQueryData(keyOf(client_id), secret)
}

/** null when nobody knows it any more. */
export const useSecret = (client_id: string): string | null =>
  useQuery<string | null>({
    queryKey: keyOf(client_id),
    queryFn: () => null,
    staleTime: Infinity,
    gcTime: Infinity,
  }).data ?? null
