// What has been revoked, newest first.
import { Alert, Badge, Button, Stack, Table, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { use } from 'react'
import { Waiting } from '../../parts/page.tsx'
import { TableFrame } from '../../parts/table-frame.tsx'
import { call } from '../../session/call.ts'
import { useApis, useApplications } from '../../session/nouns.ts'
import { LanguageContext, useTexts } from '../../texts/index.ts'
import { useRevocationTexts, type RevocationTextKey } from './texts.ts'

export const REVOCATIONS = '/revocations'

const TAKEN = 25

type Revocation = {
  readonly seq: number
  readonly kind: string
  readonly revoked_at: string
  readonly about: Readonly<Record<string, string>>
}

type Page = { readonly revocations: readonly Revocation[]; readonly next?: string }

const KINDS: ReadonlyMap<string, RevocationTextKey> = new Map([
  ['token', 'ofToken'],
  ['session', 'ofSession'],
  ['grant', 'ofGrant'],
  ['user', 'ofUser'],
  ['client', 'ofClient'],
  ['organization', 'ofOrganization'],
  ['api', 'ofApi'],
  ['tenant', 'ofTenant'],
])

export function Feed() {
  const texts = useTexts()
  const words = useRevocationTexts()
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: [REVOCATIONS],
    queryFn: ({ pageParam }) => call<Page>('GET', `${REVOCATIONS}?take=${TAKEN}${pageParam && `&from=${pageParam}`}`),
    initialPageParam: '',
    getNextPageParam: ({ next }: Page) => next,
  })
  if (!data) return <Waiting error={error} />
  const all = data.pages.flatMap(({ revocations }) => revocations)
  if (all.length === 0) return <Alert variant="outline">{words.feedEmpty}</Alert>
  return (
    <Stack>
      <TableFrame label={words.feed} columns={[words.when, words.what, words.about]} minWidth={560}>
        {all.map((one) => (
          <Row key={one.seq} revocation={one} />
        ))}
      </TableFrame>
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {texts.more}
        </Button>
      )}
    </Stack>
  )
}

function Row({ revocation: { kind, revoked_at, about } }: { revocation: Revocation }) {
  const words = useRevocationTexts()
  const { language } = use(LanguageContext)
  const word = KINDS.get(kind)
  return (
    <Table.Tr>
      <Table.Td>{new Date(revoked_at).toLocaleString(language, { dateStyle: 'short', timeStyle: 'medium' })}</Table.Td>
      <Table.Td>
        <Badge variant="default" tt="none" miw="max-content">
          {word ? words[word] : kind}
        </Badge>
      </Table.Td>
      <Table.Td>
        <About about={about} />
      </Table.Td>
    </Table.Tr>
  )
}

function About({ about }: { about: Revocation['about'] }) {
  const { data: applications } = useApplications()
  const { data: apis } = useApis()
  const { sub, client_id, aud, sid, jti, org_id } = about
  const application = applications?.items.find((one) => one.client_id === client_id)
  const api = apis?.items.find(({ identifier }) => identifier === aud)
  return (
    <Text size="sm" component="div" className="wrap">
      {sub !== undefined && !sub.endsWith('@clients') && (
        <div>
          <Link className="row-link mono" to="/users/$id" params={{ id: sub }}>
            {sub}
          </Link>
        </div>
      )}
      {client_id !== undefined && (
        <div>
          <Link className="row-link" to="/applications/$id" params={{ id: client_id }}>
            {application?.name ?? client_id}
          </Link>
        </div>
      )}
      {aud !== undefined && aud !== '' && <div>{api ? `${api.name} · ${aud}` : aud}</div>}
      {[sid, jti, org_id].filter(Boolean).map((id) => (
        <div key={id} className="mono">
          {id}
        </div>
      ))}
    </Text>
  )
}
