// Something that is sent, and may be refused: what is wrong with a field stands beside it, everything else is told.
import { useState } from 'react'
import { CallRefused } from '../session/call.ts'
import { useToast } from './toast.tsx'

/** What is seen here already, before the server is asked. */
export class FieldRefused extends Error {
  readonly field: string

  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}

type Refusal = { readonly field: string; readonly message: string }

const refusalIn = (error: unknown): Refusal | undefined =>
  (error instanceof CallRefused || error instanceof FieldRefused) && error.field !== undefined
    ? { field: error.field, message: error.message }
    : undefined

const isWithin = (path: string, field: string): boolean =>
  path.startsWith(field) && ['', '.', '['].includes(path.charAt(field.length))

type Sending = {
  /** @returns whether it was done */
  readonly send: (act: () => Promise<unknown>) => Promise<boolean>
  readonly isBusy: boolean
  readonly refused: Refusal | undefined
  /** What is wrong with a field, or within it. */
  readonly problemOf: (field: string) => string | undefined
}

export function useSending(): Sending {
  const { fail } = useToast()
  const [refused, setRefused] = useState<Refusal>()
  const [isBusy, setIsBusy] = useState(false)
  return {
    isBusy,
    refused,
    problemOf: (field) => (refused && isWithin(refused.field, field) ? refused.message : undefined),
    send: async (act) => {
      setIsBusy(true)
      setRefused(undefined)
      try {
        await act()
        return true
      } catch (error) {
        const refusal = refusalIn(error)
        if (refusal) setRefused(refusal)
        else fail(error)
        return false
      } finally {
        setIsBusy(false)
      }
    },
  }
}
