// Marks of pages: where the last item of a page stands in the order of creation.
import { InvalidMark } from '../failures.ts'
import { isStorable } from './storable.ts'

export const toMark = (row: { readonly created_at: number; readonly id: string }): string =>
  Buffer.from(`${row.created_at} ${row.id}`).toString('base64url')

export const fromMark = (mark: string): readonly [created_at: number, id: string] => {
  const [, created_at, id] = /^(\d{1,15}) (.+)$/su.exec(Buffer.from(mark, 'base64url').toString()) ?? []
  if (created_at === undefined || id === undefined || !isStorable(id))
    throw new InvalidMark('The mark is not of a page.')
  return [Number(created_at), id]
}
