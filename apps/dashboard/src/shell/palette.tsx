// Everything by its name, from the keyboard: screens, applications, APIs.
import { Spotlight, spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTexts } from '../texts/index.ts'
import { useApis, useApplications } from '../session/nouns.ts'
import { Icon } from './icons.tsx'
import { PLACES } from './places.ts'

/** Of each kind, how many are offered: of thousands only those are looked at that could be meant. */
const MOST = 8

function firstThat<T>(items: readonly T[] | undefined, textOf: (item: T) => string, query: string): readonly T[] {
  const wanted = query.trim().toLowerCase()
  const found: T[] = []
  for (const item of items ?? []) {
    if (found.length === MOST) break
    if (textOf(item).toLowerCase().includes(wanted)) found.push(item)
  }
  return found
}

export const openPalette = (): void => spotlight.open()

export function Palette() {
  const texts = useTexts()
  const go = useNavigate()
  const [query, setQuery] = useState('')
  const applications = useApplications()
  const apis = useApis()
  const groups: SpotlightActionGroupData[] = [
    {
      group: 'Symbolon',
      actions: PLACES.map(({ to, name, sign }) => ({
        id: to,
        label: texts[name],
        leftSection: <Icon sign={sign} />,
        onClick: () => void go({ to }),
      })),
    },
    {
      group: texts.applications,
      actions: firstThat(applications.data?.items, ({ client_id, name }) => `${name} ${client_id}`, query).map(
        ({ client_id, name }) => ({
          id: client_id,
          label: name,
          description: client_id,
          onClick: () => void go({ to: '/applications/$id', params: { id: client_id } }),
        }),
      ),
    },
    {
      group: texts.apis,
      actions: firstThat(apis.data?.items, ({ name, identifier }) => `${name} ${identifier}`, query).map(
        ({ id, name, identifier }) => ({
          id,
          label: name,
          description: identifier,
          onClick: () => void go({ to: '/apis/$id', params: { id } }),
        }),
      ),
    },
  ]
  return (
    <Spotlight
      actions={groups}
      nothingFound={texts.paletteNothing}
      highlightQuery={false}
      limit={12}
      shortcut="mod + K"
      tagsToIgnore={[]}
      query={query}
      onQueryChange={setQuery}
      triggerOnContentEditable
      searchProps={{ leftSection: <Icon sign="search" />, placeholder: texts.palette, 'aria-label': texts.palette }}
    />
  )
}
