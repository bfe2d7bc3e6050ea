/** Lets the process end although `timer` runs, where a runtime would wait for it. */
export const letGo = (timer: unknown): void => {
  if (typeof timer !== 'object' || timer === null || !('unref' in timer)) return
  if (typeof timer.unref === 'function') timer.unref()
}

/** Resolves after so many milliseconds, or once `signal` is aborted. Keeps no process alive. */
export const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    letGo(timer)
    signal.addEventListener('abort', end)
  })
