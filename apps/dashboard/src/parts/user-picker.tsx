// Finds one user by address, name or id, and hands it over.
import { Button, Group, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../session/call.ts'
import { nameOfUser, type User } from '../session/nouns.ts'
import { queryFor } from '../session/user-search.ts'
import { useTexts } from '../texts/index.ts'

/** Milliseconds after the last key before the server is asked. */
const PAUSE = 250

/** Users that are offered at once. */
const MOST = 20

type Props = {
  readonly label: string
  readonly action: string
  /** Who is not offered. */
  readonly except?: string
  readonly onPick: (user_id: string) => Promise<void>
}

export function UserPicker({ label, action, except, onPick }: Props) {
  const texts = useTexts()
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const [wanted] = useDebouncedValue(typed, PAUSE)
  const q = queryFor(wanted)
  const path = `/users?fields=user_id,email,name,username&per_page=${MOST}${q === undefined ? '' : `&q=${encodeURIComponent(q)}`}`
  const { data = [] } = useQuery({
    queryKey: [path],
    queryFn: () => call<readonly User[]>('GET', path),
    placeholderData: keepPreviousData,
  })
  const pick = async (): Promise<void> => {
    if (chosen === null) return
    await onPick(chosen)
    setChosen(null)
    setTyped('')
  }
  return (
    <Group align="flex-end" component="form" onSubmit={(event) => (event.preventDefault(), void pick())}>
      <Select
        flex={1}
        miw={220}
        maw={420}
        label={label}
        placeholder={texts.usersSearch}
        searchable
        nothingFoundMessage={texts.usersEmpty}
        data={data
          .filter(({ user_id }) => user_id !== except)
          .map((user) => ({ value: user.user_id, label: nameOfUser(user) }))}
        filter={({ options }) => options}
        searchValue={typed}
        onSearchChange={setTyped}
        value={chosen}
        onChange={setChosen}
      />
      <Button type="submit" disabled={chosen === null}>
        {action}
      </Button>
    </Group>
  )
}
