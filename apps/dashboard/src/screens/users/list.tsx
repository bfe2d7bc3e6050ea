// Users: found by address or name, page by page; they are too many to be read whole.
import { Alert, Badge, Card, Table } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { use, useState } from 'react'
import { Page, Waiting } from '../../parts/page.tsx'
import { Pager, PER_PAGE } from '../../parts/pager.tsx'
import { SearchField } from '../../parts/search-field.tsx'
import { TableFrame } from '../../parts/table-frame.tsx'
import { call } from '../../session/call.ts'
import type { User } from '../../session/nouns.ts'
import { queryFor } from '../../session/user-search.ts'
import { NewUser } from './new-user.tsx'
import { LanguageContext, useTexts } from '../../texts/index.ts'

/** Milliseconds after the last key before the server is asked. */
const PAUSE = 250

type Found = { readonly users: readonly User[]; readonly total: number }

export function Users() {
  const texts = useTexts()
  const [typed, setTyped] = useState('')
  const [page, setPage] = useState(0)
  const [wanted] = useDebouncedValue(typed, PAUSE)
  const q = queryFor(wanted)
  const path = `/users?page=${page}&per_page=${PER_PAGE}&include_totals=true${q === undefined ? '' : `&q=${encodeURIComponent(q)}`}`
  const { data, error } = useQuery({
    queryKey: [path],
    queryFn: () => call<Found>('GET', path),
    placeholderData: keepPreviousData,
  })
  const search = (text: string): void => {
    setTyped(text)
    setPage(0)
  }
  return (
    <Page title={texts.users} lead={texts.usersLead} action={<NewUser />}>
      <Card withBorder padding="md">
        <SearchField hint={texts.usersSearch} value={typed} onSearch={search} />
        {error && <Waiting error={error} />}
        {!data && !error && <Waiting error={undefined} />}
        {data && !error && <FoundUsers found={data} page={page} onPage={setPage} />}
      </Card>
    </Page>
  )
}

type Props = { found: Found; page: number; onPage: (page: number) => void }

function FoundUsers({ found: { users, total }, page, onPage }: Props) {
  const texts = useTexts()
  if (users.length === 0) return <Alert variant="outline">{texts.usersEmpty}</Alert>
  return (
    <>
      <TableFrame
        label={texts.users}
        columns={[texts.fieldName, texts.connection, texts.lastLogin]}
        verticalSpacing="sm"
        highlightOnHover
        isStacked
      >
        {users.map((user) => (
          <Row key={user.user_id} user={user} />
        ))}
      </TableFrame>
      <Pager page={page} total={total} onPage={onPage} />
    </>
  )
}

function Row({ user }: { user: User }) {
  const texts = useTexts()
  const { language } = use(LanguageContext)
  const { user_id, email, name, blocked, identities, last_login } = user
  return (
    <Table.Tr>
      <Table.Td>
        <Link className="row-link" to="/users/$id" params={{ id: user_id }}>
          {email ?? name ?? user_id}
        </Link>{' '}
        {blocked === true && (
          <Badge variant="outline" color="red.9" className="on-paper" tt="none">
            {texts.blocked}
          </Badge>
        )}
      </Table.Td>
      <Table.Td>{identities?.[0]?.connection}</Table.Td>
      <Table.Td>{last_login === undefined ? '—' : new Date(last_login).toLocaleString(language)}</Table.Td>
    </Table.Tr>
  )
}
