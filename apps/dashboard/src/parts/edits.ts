// What is changed of a document and not saved: by the name of the whole field, so that what changes elsewhere meanwhile stays changed.
import { useMemo, useState } from 'react'
import { withValue, type Document } from './document.ts'

type Edits = {
  /** The document as it would be. */
  readonly draft: Document
  /** The fields in which that differs, each whole. */
  readonly changes: Document
  /** Counts how often changes were dropped: some fields keep what is typed in them, and begin anew then. */
  readonly round: number
  readonly edit: (path: string, value: unknown) => void
  readonly discard: () => void
  /** What was sent like this is no change any more, however it is kept. */
  readonly settle: (sent: Document) => void
}

const inWriting = (value: unknown): string => JSON.stringify(value ?? null)

export function useEdits(document: Document): Edits {
  const [edits, setEdits] = useState<Document>({})
  const [round, setRound] = useState(0)
  const changed = Object.entries(edits).filter(([name, value]) => inWriting(value) !== inWriting(document[name]))
  const draft = useMemo(() => ({ ...document, ...edits }), [document, edits])
  return {
    draft,
    changes: Object.fromEntries(changed),
    round,
    edit: (path, value) => {
      const [field = ''] = path.split('.')
      setEdits((before) => ({ ...before, [field]: withValue({ ...document, ...before }, path, value)[field] }))
    },
    discard: () => {
      setEdits({})
      setRound(round + 1)
    },
    settle: (sent) =>
      setEdits((before) =>
        Object.fromEntries(
          Object.entries(before).filter(([name, value]) => inWriting(value) !== inWriting(sent[name])),
        ),
      ),
  }
}
