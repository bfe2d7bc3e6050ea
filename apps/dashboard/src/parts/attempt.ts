// Something that the server may refuse: the refusal is told, and what it may have changed is read again.
import { useQueryClient } from '@tanstack/react-query'
import { useToast } from './toast.tsx'

/** Does `act`, and afterwards everything that was read from a path that begins with one of `paths` is old. @returns whether it was done */
export function useAttempt(...paths: readonly string[]): (act: () => Promise<unknown>) => Promise<boolean> {
  const { fail } = useToast()
  const queries = useQueryClient()
  return async (act) => {
    let isDone = true
    try {
      await act()
    } catch (error) {
      isDone = false
      fail(error)
    }
    await queries.invalidateQueries({
      predicate: ({ queryKey: [key] }) => paths.some((path) => String(key).startsWith(path)),
    })
    return isDone
  }
}
