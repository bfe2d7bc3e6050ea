// Whether all is well: keys, revocation feed, mail, database. Each is looked at for itself, so that one answer waits for no other.
import { Badge, Group, Loader, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Part } from '../../parts/part.tsx'
import { whyOf } from '../../parts/toast.tsx'
import { CallRefused, call } from '../../session/call.ts'
import { ISSUER } from '../../session/client.ts'
import { fill, useSaid } from '../../texts/index.ts'
import { sumOf, useEventCounts } from './event-counts.ts'
import { OVERVIEW } from './texts.ts'

type State = 'well' | 'look' | 'broken' | 'unknown'

type Finding = { readonly state: State; readonly says: string }

const COLORS: Readonly<Record<State, string>> = { well: 'teal.9', look: 'orange.9', broken: 'red.9', unknown: 'gray.7' }

/** How often it is looked at again, milliseconds. */
const EVERY = 30_000

function useFinding(name: string, look: () => Promise<Finding>): Finding | undefined {
  const { data, error } = useQuery({ queryKey: ['health', name], queryFn: look, refetchInterval: EVERY })
  if (error)
    return { state: error instanceof CallRefused && error.status === 403 ? 'unknown' : 'broken', says: whyOf(error) }
  return data
}

/** What a page of this host answers. @throws Error with its status */
async function reach(path: string): Promise<void> {
  const response = await fetch(`${ISSUER}${path}`)
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`)
}

type Key = { readonly alg: string; readonly current: boolean; readonly next: boolean }

function useKeys(): Finding | undefined {
  const said = useSaid(OVERVIEW)
  return useFinding(`keys ${said.keysWell}`, async () => {
    const keys = await call<readonly Key[]>('GET', '/keys/signing')
    const algs = [...new Set(keys.map(({ alg }) => alg))]
    const alone = algs.filter((alg) => !keys.some((key) => key.alg === alg && key.next))
    return alone.length === 0
      ? { state: 'well', says: fill(said.keysWell, { algs: algs.join(', ') }) }
      : { state: 'look', says: fill(said.keysAlone, { algs: alone.join(', ') }) }
  })
}

function useReached(name: string, path: string, well: string, broken: string): Finding | undefined {
  return useFinding(`${name} ${well}`, async () => {
    try {
      await reach(path)
      return { state: 'well', says: well }
    } catch (error) {
      return { state: 'broken', says: fill(broken, { why: whyOf(error) }) }
    }
  })
}

/** The name of the tenant's own provider, as far as it has one. */
async function readProvider(): Promise<string | undefined> {
  try {
    const { name, enabled } = await call<{ name: string; enabled: boolean }>('GET', '/emails/provider')
    return enabled ? name : undefined
  } catch (error) {
    if (error instanceof CallRefused && error.status === 404) return undefined
    throw error
  }
}

function useMail(): Finding | undefined {
  const said = useSaid(OVERVIEW)
  const hours = useEventCounts('day').data
  const way = useFinding(`mail ${said.mailOwn}`, async () => {
    const name = await readProvider()
    return { state: 'well', says: name === undefined ? said.mailShared : fill(said.mailOwn, { name }) }
  })
  const lost = hours ? sumOf(hours, 'undelivered') : 0
  return lost > 0 ? { state: 'look', says: fill(said.mailFailed, { count: lost }) } : way
}

export function Health() {
  const said = useSaid(OVERVIEW)
  return (
    <Part title={said.health}>
      <Stack component="ul" className="story" gap="md">
        <OneFinding name={said.keys} finding={useKeys()} to="/keys" />
        <OneFinding
          name={said.feed}
          finding={useReached('feed', '.well-known/revocations', said.feedWell, said.feedBroken)}
        />
        <OneFinding name={said.mail} finding={useMail()} />
        <OneFinding
          name={said.database}
          finding={useReached('database', 'ready', said.databaseWell, said.databaseBroken)}
        />
      </Stack>
    </Part>
  )
}

type OneProps = { readonly name: string; readonly finding: Finding | undefined; readonly to?: LinkProps['to'] }

function OneFinding({ name, finding, to }: OneProps) {
  const said = useSaid(OVERVIEW)
  const title: ReactNode = to === undefined ? name : <Link to={to}>{name}</Link>
  return (
    <li>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Text fw={600} component="div">
            {title}
          </Text>
          <Text size="sm" c="dimmed" className="wrap" mih="1.55em">
            {finding?.says}
          </Text>
        </div>
        {finding ? (
          <Badge color={COLORS[finding.state]} tt="none" miw="max-content">
            {said[finding.state]}
          </Badge>
        ) : (
          <Loader size="xs" />
        )}
      </Group>
    </li>
  )
}
