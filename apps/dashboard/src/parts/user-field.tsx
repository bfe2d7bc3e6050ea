// One of the tenant's users, found as one types, as the value of a field.
import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../session/call.ts'
import { nameOfUser, type User } from '../session/nouns.ts'
import { queryFor } from '../session/user-search.ts'
import { useTexts } from '../texts/index.ts'

/** Milliseconds after the last key before the server is asked. */
const PAUSE = 250

/** How many are offered. */
const OFFERED = 10

type Props = {
  readonly label: string
  readonly description?: string
  readonly user: User | undefined
  readonly onUser: (user: User | undefined) => void
}

export function UserField({ label, description, user, onUser }: Props) {
  const texts = useTexts()
  const [typed, setTyped] = useState('')
  const [wanted] = useDebouncedValue(typed, PAUSE)
  const isChosen = user !== undefined && wanted === nameOfUser(user)
  const q = isChosen ? undefined : queryFor(wanted)
  const path = `/users?per_page=${OFFERED}${q === undefined ? '' : `&q=${encodeURIComponent(q)}`}`
  const { data = [], error } = useQuery({
    queryKey: [path],
    queryFn: () => call<readonly User[]>('GET', path),
    placeholderData: keepPreviousData,
  })
  const all = user && !data.some(({ user_id }) => user_id === user.user_id) ? [user, ...data] : data
  return (
    <Select
      label={label}
      description={description}
      // Beside a field without one it stands level.
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      placeholder={texts.usersSearch}
      searchable
      allowDeselect={false}
      clearable
      clearButtonProps={{ 'aria-label': texts.discard }}
      data={all.map((one) => ({ value: one.user_id, label: nameOfUser(one) }))}
      // The server has searched already.
      filter={({ options }) => options}
      nothingFoundMessage={texts.usersEmpty}
      error={error?.message}
      searchValue={typed}
      onSearchChange={setTyped}
      value={user?.user_id ?? null}
      onChange={(id) => onUser(all.find(({ user_id }) => user_id === id))}
    />
  )
}
