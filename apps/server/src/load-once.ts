/** Something that takes its time to be there, and the wait for it where somebody has begun one. */
export type LoadedOnce<T> = { readonly get: () => Promise<T>; readonly begun: () => Promise<T> | undefined }

/**
 * Loads when it is first asked for, once for all who ask meanwhile. What failed is tried again by who asks next: a file that could not
 * be opened for a moment must not be missing until the server starts anew.
 */
export function loadOnce<T>(load: () => Promise<T>): LoadedOnce<T> {
  let loading: Promise<T> | undefined
  const begin = (): Promise<T> => {
    const begun = load()
    begun.catch(() => {
      if (loading === begun) loading = undefined
    })
    return begun
  }
  return { get: () => (loading ??= begin()), begun: () => loading }
}
