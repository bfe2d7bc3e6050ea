// Revocations: what has been revoked, as it happens; revoke anything; who listens.
import { Badge } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { Page } from '../../parts/page.tsx'
import { Part } from '../../parts/part.tsx'
import { useTexts } from '../../texts/index.ts'
import { useFeedBell } from './feed-bell.ts'
import { Feed, REVOCATIONS } from './feed.tsx'
import { Followers, FOLLOWERS, useFollowers } from './followers.tsx'
import { RevokeForm } from './revoke-form.tsx'
import { useRevocationTexts } from './texts.ts'

export function Revocations() {
  const texts = useTexts()
  const words = useRevocationTexts()
  const queries = useQueryClient()
  const { data } = useFollowers()
  const ring = useCallback(() => {
    void queries.invalidateQueries({ queryKey: [REVOCATIONS] })
    void queries.invalidateQueries({ queryKey: [FOLLOWERS] })
  }, [queries])
  const isLive = useFeedBell(data?.head, ring)
  const state = (
    <Badge role="status" tt="none" {...(isLive ? { color: 'teal.9', autoContrast: true } : { variant: 'default' })}>
      {isLive ? words.live : words.offline}
    </Badge>
  )
  return (
    <Page title={texts.revocations} lead={words.lead} action={state}>
      <Part title={words.kind}>
        <RevokeForm onRevoked={ring} />
      </Part>
      <Part title={words.feed}>
        <Feed />
      </Part>
      <Part title={words.followers}>
        <Followers />
      </Part>
    </Page>
  )
}
