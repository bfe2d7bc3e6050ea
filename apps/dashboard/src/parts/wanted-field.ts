// The field that the address names: the cursor is put there, so that whoever was led to it sees what is meant.
import { useSearch } from '@tanstack/react-router'
import { useEffect, useRef, type RefObject } from 'react'

/** For the form that may have it. */
export function useWantedField(): RefObject<HTMLFormElement | null> {
  const { field } = useSearch({ strict: false })
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (field === undefined) return
    const found = form.current?.elements.namedItem(field)
    const place = found instanceof HTMLFieldSetElement ? found.querySelector('input') : found
    if (!(place instanceof HTMLElement)) return
    place.focus({ preventScroll: true })
    place.scrollIntoView({ block: 'center' })
  }, [field])
  return form
}
