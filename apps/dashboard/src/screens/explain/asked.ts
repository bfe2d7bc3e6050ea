// What was asked last, in the memory of this page alone: whoever comes back from where it was mended finds it there, and hears the answer anew.
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { use, useState } from 'react'
import { call } from '../../session/call.ts'
import type { User } from '../../session/nouns.ts'
import { LanguageContext } from '../../texts/index.ts'
import type { Answer } from './answer.ts'

/** A request that nobody has made; what is empty is not sent. */
export type AskedRequest = {
  readonly client_id: string
  readonly user: User | undefined
  readonly grant_type: string
  readonly audience: string
  readonly scope: string
  readonly organization: string
}

export type Asked = { readonly token: string } | AskedRequest

const KEPT = ['/explain', 'asked'] as const

const keptIn = (queries: QueryClient): Asked | undefined => queries.getQueryData<Asked>(KEPT)

function keep(queries: QueryClient, asked: Asked): void {
  queries.setQueryDefaults(KEPT, { gcTime: Infinity })
  queries.setQueryData(KEPT, asked)
}

function bodyOf(asked: Asked, language: string): Readonly<Record<string, string>> {
  if ('token' in asked) return { token: asked.token, language }
  const { user, ...fields } = asked
  const body = { ...fields, user_id: user?.user_id ?? '', language }
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value.trim() !== ''))
}

export function useExplanation() {
  const queries = useQueryClient()
  const { language } = use(LanguageContext)
  const [asked, setAsked] = useState(() => keptIn(queries))
  const [round, setRound] = useState(0)
  const { data, error, isFetching } = useQuery({
    queryKey: ['/explain', asked, language, round],
    queryFn: () => call<Answer>('POST', '/explain', asked && bodyOf(asked, language)),
    enabled: asked !== undefined,
    // What decides may have been changed since.
    gcTime: 0,
    staleTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  })
  return {
    asked,
    answer: data,
    error,
    isBusy: isFetching,
    /** How often this screen has been asked since it was opened. */
    round,
    ask: (wanted: Asked): void => {
      keep(queries, wanted)
      setAsked(wanted)
      setRound(round + 1)
    },
  }
}
