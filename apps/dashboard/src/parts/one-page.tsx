// The screen of one thing, once that has been read.
import { Fragment, type ReactNode } from 'react'
import { useOne } from '../session/lists.ts'
import { Page, Waiting } from './page.tsx'

type Props<T> = {
  /** Where the Management API has it. */
  readonly path: string
  readonly children: (found: T) => ReactNode
}

export function OnePage<T>({ path, children }: Props<T>) {
  const { data, error } = useOne<T>(path)
  if (data) return <Fragment key={path}>{children(data)}</Fragment>
  return (
    <Page title="…">
      <Waiting error={error} />
    </Page>
  )
}
