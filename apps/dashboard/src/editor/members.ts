// What the names in a tenant's code have in them, as far as it is offered while somebody types.

/** A name's members; `detail` says what it is, `()` at its end that it is called. */
export type Member = { readonly detail?: string; readonly members?: Members }

export type Members = ReadonlyMap<string, Member>

type Sketch = { readonly [name: string]: string | Sketch }

/** `{ user: { email: 'text' } }` as members. */
export const membersOf = (sketch: Sketch): Members =>
  new Map(
    Object.entries(sketch).map(([name, inner]) => [
      name,
      typeof inner === 'string' ? { detail: inner } : { members: membersOf(inner) },
    ]),
  )

export type Offer = { readonly label: string; readonly detail: string | undefined; readonly isCalled: boolean }

/** What may follow `typed`, such as `user.` or `api.access.de`: the members of what stands before the last dot. */
export function offersFor(members: Members, typed: string): readonly Offer[] {
  const path = typed.split(/\??\./).slice(0, -1)
  let at: Members | undefined = members
  for (const name of path) at = at?.get(name)?.members
  return [...(at ?? [])].map(([label, { detail }]) => ({ label, detail, isCalled: detail?.startsWith('(') === true }))
}
