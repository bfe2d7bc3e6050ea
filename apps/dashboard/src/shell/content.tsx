// Where the screen stands. It says of itself whether something of it is still on its way.
import { AppShell, Box } from '@mantine/core'
import { useIsFetching } from '@tanstack/react-query'
import { Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect, useState } from 'react'

/** Whether a screen, or anything that it has never had yet, is still being read. What is only read anew does not count. */
function useIsLoading(): boolean {
  const reading = useIsFetching({ predicate: ({ state }) => state.data === undefined })
  const isGoing = useRouterState({ select: ({ status }) => status === 'pending' })
  const isWaiting = reading > 0 || isGoing
  const [isSettled, setIsSettled] = useState(false)
  useEffect(() => {
    if (isWaiting) {
      setIsSettled(false)
      return undefined
    }
    // What has arrived may ask for more once it is drawn.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setIsSettled(true))
    })
    return () => cancelAnimationFrame(frame)
  }, [isWaiting])
  return isWaiting || !isSettled
}

export const Content = () => (
  <AppShell.Main id="content" tabIndex={-1} aria-busy={useIsLoading()}>
    <Box maw={1080} mx="auto">
      <Outlet />
    </Box>
  </AppShell.Main>
)
