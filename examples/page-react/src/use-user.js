// Who is logged in, as React sees it.
import { useEffect, useState } from 'react'
import { arrival, client } from './client.js'

/**
 * `user`: claims, or undefined for a visitor. `isLoading`: nobody knows yet. `error`: what went wrong last. `attempt` does something and
 * keeps what it throws.
 */
export function useUser() {
  const [state, setState] = useState({ isLoading: true })

  useEffect(() => {
    let isHere = true
    const set = (next) => isHere && setState({ isLoading: false, ...next })
    arrival.then(
      (user) => set({ user }),
      (error) => set({ error }),
    )
    // In whichever tab it happens.
    const end = client.listen((event, user) => set({ user: event === 'logout' ? undefined : user }))
    return () => {
      isHere = false
      end()
    }
  }, [])

  const attempt = (act) => act().catch((error) => setState((before) => ({ ...before, error })))

  return { ...state, attempt }
}
