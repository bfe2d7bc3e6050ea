// The people of another tenant, row by row. Who is there already stays as he is and only gets what he does not hold yet, so that an
// import that was cut off can be done again.
import type { Tenancy } from '@symbolon/core/tenancy'
import { readMovedUser, type Holdings, type MovedUser } from '@symbolon/core/users/moved-user'
import { inBatches, parseRow, type Row, type RowProblem } from './in-batches.ts'

export type UsersImported = {
  /** Made now. */
  readonly made: number
  /** There already. */
  readonly there: number
  /** Left out, each told. */
  readonly left: number
  /** Had a second factor, and have come without it. */
  readonly withoutFactor: number
}

type Options = {
  /** Whether somebody who had a second factor comes in with the password alone. */
  readonly withoutSecondFactors: boolean
  readonly tell: (problem: RowProblem) => void
  readonly progress: (done: number) => void
}

/** Ids of a kind by name and by id. */
type Names = ReadonlyMap<string, string>

const MOST = 100_000

const namesOf = async (store: Tenancy['store'], collection: 'roles' | 'organizations'): Promise<Names> => {
  const { items } = await store.page(collection, { where: {}, limit: MOST })
  return new Map(
    items.flatMap(({ id, name }): [string, string][] => [
      [name, id],
      [id, id],
    ]),
  )
}

type Known = { readonly roles: Names; readonly organizations: Names; readonly permissions: ReadonlySet<string> }

async function knownIn({ store }: Tenancy): Promise<Known> {
  const { items } = await store.page('resource_servers', { where: {}, limit: MOST })
  return {
    roles: await namesOf(store, 'roles'),
    organizations: await namesOf(store, 'organizations'),
    permissions: new Set(
      items.flatMap(({ identifier, scopes = [] }) => scopes.map(({ value }) => `${value} ${identifier}`)),
    ),
  }
}

/** Gives what the row says and is there to be given; says what is not. */
async function giveHoldings(
  { store }: Tenancy,
  user_id: string,
  holdings: Holdings,
  known: Known,
): Promise<readonly string[]> {
  const lost: string[] = []
  const idsOf = (names: Names, wanted: readonly string[], noun: string): readonly string[] =>
    wanted.flatMap((name) => {
      const id = names.get(name)
      if (id === undefined) lost.push(`there is no ${noun} ${name}`)
      return id ?? []
    })
  const roles = idsOf(known.roles, holdings.roles, 'role')
  if (roles.length > 0) await store.assignRoles(roles.map((role_id) => ({ user_id, role_id })))
  const permissions = holdings.permissions.filter((one) =>
    known.permissions.has(`${one.permission_name} ${one.resource_server_identifier}`),
  )
  if (permissions.length < holdings.permissions.length)
    lost.push('some of its permissions are no scopes of any API here')
  if (permissions.length > 0) await store.grantPermissions(user_id, permissions)
  for (const { named, roles: wanted } of holdings.organizations) {
    const [organization] = idsOf(known.organizations, [named], 'organization')
    if (organization === undefined) continue
    await store.addMembers(organization, [user_id])
    const held = idsOf(known.roles, wanted, 'role')
    if (held.length > 0) await store.assignMemberRoles(organization, user_id, held)
  }
  return lost
}

type Outcome = 'made' | 'there' | 'taken'

async function keep({ store, now }: Tenancy, { user, hash }: MovedUser): Promise<Outcome> {
  const [identity] = user.identities
  const changed_at = Math.trunc(Date.parse(user.last_password_reset ?? user.created_at) / 1000)
  const password =
    hash === undefined || identity === undefined
      ? undefined
      : {
          user_id: user.user_id,
          connection: identity.connection,
          hash,
          history: [],
          changed_at: Math.min(changed_at, Math.trunc(now() / 1000)),
        }
  if ((await store.insertUser(user, password)) === 'written') return 'made'
  if ((await store.findUser(user.user_id)) === undefined) return 'taken'
  if (password && (await store.findPassword(user.user_id)) === undefined) await store.keepPassword(password)
  return 'there'
}

const FACTOR =
  'had a second factor, and would log in with the password alone: --without-second-factors lets such people in'

/** Imports all rows. */
export async function importUsers(
  tenancy: Tenancy,
  rows: AsyncIterable<Row>,
  options: Options,
): Promise<UsersImported> {
  const known = await knownIn(tenancy)
  const counts = { made: 0, there: 0, left: 0, withoutFactor: 0 }
  const leave = (line: number, user_id: string | undefined, problem: string): void => {
    counts.left += 1
    options.tell({ line, user_id, problem })
  }
  const work = async (row: Row): Promise<void> => {
    const read = await readMovedUser(parseRow(row), tenancy.now())
    if ('problem' in read) return leave(row.line, read.user_id, read.problem)
    const { user_id } = read.user
    if (read.hasSecondFactor && !options.withoutSecondFactors) return leave(row.line, user_id, FACTOR)
    const outcome = await keep(tenancy, read)
    if (outcome === 'taken')
      return leave(row.line, user_id, 'somebody else here has its e-mail address, user name, phone number or identity')
    counts[outcome] += 1
    if (read.hasSecondFactor) counts.withoutFactor += 1
    const lost = await giveHoldings(tenancy, user_id, read.holdings, known)
    for (const problem of lost) options.tell({ line: row.line, user_id, problem })
  }
  await inBatches(rows, work, options.progress)
  return counts
}
