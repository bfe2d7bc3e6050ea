// What the tenant's code has made of a user, for one client and session.
import { sql } from 'kysely'
import type { UserinfoClaimsOf, UserinfoClaimsStore } from '@symbolon/core/userinfo-claims-store'
import type { UserinfoClaims } from '@symbolon/core/records'
import { type Desk, owned } from '../desk.ts'
import { parseFrozen } from '../frozen-json.ts'
import { isStorable } from './storable.ts'

/** What nothing can be written as. */
const NOTHING = ''

const keyOf = ({ user_id, client_id, session_id }: UserinfoClaimsOf): readonly string[] => [
  user_id,
  client_id,
  session_id ?? '',
]

export const createUserinfoClaimRecords = (desk: Desk): UserinfoClaimsStore => {
  const { tenant_id } = desk
  const remove = (key: readonly string[]): Promise<unknown> =>
    desk.write(
      (db) =>
        sql`
          delete from userinfo_claims
          where (tenant_id, user_id, client_id, session_id) = (${sql.join([tenant_id, ...key])})`.execute(db),
      false,
    )
  const keep = (key: readonly string[], content: string, expires_at: number): Promise<unknown> =>
    owned(desk, () =>
      desk.write(
        (db) =>
          sql`
            insert into userinfo_claims (tenant_id, user_id, client_id, session_id, content, expires_at)
            values (${sql.join([tenant_id, ...key, content])}, ${expires_at})
            on conflict (tenant_id, user_id, client_id, session_id)
            do update set content = excluded.content, expires_at = excluded.expires_at
              where userinfo_claims.content <> excluded.content
                or userinfo_claims.expires_at < excluded.expires_at`.execute(db),
        false,
      ),
    )
  const contentOf = async (key: readonly string[]): Promise<string | undefined> => {
    const { rows } = await desk.read((db) =>
      sql<{ readonly content: string }>`
        select content from userinfo_claims
        where (tenant_id, user_id, client_id, session_id) = (${sql.join([tenant_id, ...key])})`.execute(db),
    )
    return rows[0]?.content
  }
  return {
    dropUserinfoClaims: async () => {
      await desk.write((db) => sql`delete from userinfo_claims where tenant_id = ${tenant_id}`.execute(db), false)
    },
    keepUserinfoClaims: async (of, claims, expires_at) => {
      const key = keyOf(of)
      if (!key.every(isStorable)) return
      await (claims ? keep(key, JSON.stringify(claims), expires_at) : remove(key))
    },
    findUserinfoClaims: (of) => {
      const key = keyOf(of)
      if (!key.every(isStorable)) return undefined
      // That there are none is worth remembering too: most tenants have no code.
      const ask = async () => ({ document: (await contentOf(key)) ?? NOTHING })
      return desk.recall(`userinfo_claims|${JSON.stringify(key)}`, ask, ({ document }) =>
        document === NOTHING ? undefined : (parseFrozen(document) as UserinfoClaims),
      )
    },
  }
}
