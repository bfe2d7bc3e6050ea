// Rings when the tenant's feed says that something has been revoked: this page listens to it as any validator does.
import { REVOCATION_FEED_PATH, REVOCATION_STREAM_EVENTS } from '@symbolon/protocol/revocation/feed'
import { useEffect, useState } from 'react'
import { ISSUER } from '../../session/client.ts'

/** Follows the feed from `head` on, once that is known. Whether it is connected. */
export function useFeedBell(head: number | undefined, ring: () => void): boolean {
  const [isLive, setIsLive] = useState(false)
  const isKnown = head !== undefined
  useEffect(() => {
    if (!isKnown) return undefined
    const source = new EventSource(`${ISSUER}${REVOCATION_FEED_PATH.slice(1)}?since=${head}`)
    source.addEventListener('open', () => {
      setIsLive(true)
      ring()
    })
    source.addEventListener('error', () => setIsLive(false))
    source.addEventListener(REVOCATION_STREAM_EVENTS.page, ring)
    return () => source.close()
    // Where it goes on from is its own affair: a later head opens no other connection.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [isKnown, ring])
  return isLive
}
