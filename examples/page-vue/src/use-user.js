// Who is logged in, as Vue sees it.
import { onUnmounted, ref, shallowRef } from 'vue'
import { arrival, client } from './client.js'

/**
 * `user`: claims, or undefined for a visitor. `isLoading`: nobody knows yet. `error`: what went wrong last. `attempt` does something and
 * keeps what it throws.
 */
export function useUser() {
  const isLoading = ref(true)
  const user = shallowRef()
  const error = shallowRef()

  const attempt = (act) => act().catch((reason) => (error.value = reason))

  attempt(() => arrival.then((known) => (user.value = known))).finally(() => (isLoading.value = false))
  // In whichever tab it happens.
  onUnmounted(client.listen((event, known) => (user.value = event === 'logout' ? undefined : known)))

  return { isLoading, user, error, attempt }
}
