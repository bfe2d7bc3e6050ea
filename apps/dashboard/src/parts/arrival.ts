// What follows when something new has been made: its list is read anew, it is said, and one goes there.
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, type NavigateOptions } from '@tanstack/react-router'
import { useToast } from './toast.tsx'

export function useArrival(list: string): (said: string, place: NavigateOptions) => Promise<void> {
  const { say } = useToast()
  const go = useNavigate()
  const queries = useQueryClient()
  return async (said, place) => {
    await queries.invalidateQueries({ queryKey: [list] })
    say(said)
    await go(place)
  }
}
