// One of a user's sessions.
import { NativeSelect, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { use } from 'react'
import { Waiting } from '../../parts/page.tsx'
import { call } from '../../session/call.ts'
import type { User } from '../../session/nouns.ts'
import { fill, LanguageContext, useTexts } from '../../texts/index.ts'
import { useRevocationTexts } from './texts.ts'

type Session = {
  readonly id: string
  readonly authenticated_at: string
  readonly device?: { readonly last_ip?: string | null; readonly last_user_agent?: string | null }
}

type Props = {
  readonly user: User
  readonly session: string
  readonly onSession: (id: string) => void
}

export function SessionPicker({ user, session, onSession }: Props) {
  const texts = useTexts()
  const words = useRevocationTexts()
  const { language } = use(LanguageContext)
  const path = `/users/${encodeURIComponent(user.user_id)}/sessions`
  const { data, error } = useQuery({
    queryKey: [path],
    queryFn: () => call<{ sessions: readonly Session[] }>('GET', path),
  })
  if (!data) return <Waiting error={error} />
  if (data.sessions.length === 0) return <Text c="dimmed">{words.noSessions}</Text>
  const titleOf = ({ authenticated_at, device }: Session): string => {
    const time = fill(words.sessionOf, { time: new Date(authenticated_at).toLocaleString(language) })
    return [time, device?.last_ip, device?.last_user_agent].filter(Boolean).join(' · ')
  }
  return (
    <NativeSelect
      label={words.session}
      value={session}
      onChange={(event) => onSession(event.currentTarget.value)}
      data={[
        { value: '', label: texts.noChoice },
        ...data.sessions.map((one) => ({ value: one.id, label: titleOf(one) })),
      ]}
    />
  )
}
