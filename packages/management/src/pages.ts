// Lists of any length, a page at a time.
import type { Paging } from '@symbolon/protocol/entities/entity'

const PAGE = 100

type Page = Readonly<Record<string, string | number>>

const itemsIn = (answer: unknown): readonly unknown[] => {
  if (Array.isArray(answer)) return answer
  const lists = typeof answer === 'object' && answer !== null ? Object.values(answer).filter(Array.isArray) : []
  return lists[0] ?? []
}

const nextIn = (answer: unknown): string | undefined => {
  const next: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'next') : undefined
  return typeof next === 'string' ? next : undefined
}

/** Every item; a page is read when the one before has been used up. A list that knows marks goes by them, so that none is seen twice. */
export async function* pages(
  read: (page: Page) => Promise<unknown>,
  paging: readonly Paging[] = ['array'],
): AsyncGenerator<unknown> {
  if (paging.includes('whole')) {
    yield* itemsIn(await read({}))
    return
  }
  if (paging.includes('checkpoint')) {
    let from: string | undefined
    do {
      const answer = await read({ take: PAGE, ...(from === undefined ? {} : { from }) })
      yield* itemsIn(answer)
      from = nextIn(answer)
    } while (from !== undefined)
    return
  }
  for (let page = 0; ; page += 1) {
    const items = itemsIn(await read({ page, per_page: PAGE }))
    yield* items
    if (items.length < PAGE) return
  }
}
