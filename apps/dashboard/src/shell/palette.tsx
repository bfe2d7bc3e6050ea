// Everything by its name, from the keyboard: screens, applications, APIs.
import { Spotlight, spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import { useNavigate } from '@tanstack/react-router'
import { useTexts } from '../texts/index.ts'
import { useApis, useApplications } from '../session/nouns.ts'
import { Icon } from './icons.tsx'
import { PLACES } from './places.ts'

export const openPalette = (): void => spotlight.open()

export function Palette() {
  const texts = useTexts()
  const go = useNavigate()
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
      actions: (applications.data?.items ?? []).map(({ client_id, name }) => ({
        id: client_id,
        label: name,
        description: client_id,
        onClick: () => void go({ to: '/applications/$id', params: { id: client_id } }),
      })),
    },
    {
      group: texts.apis,
      actions: (apis.data?.items ?? []).map(({ id, name, identifier }) => ({
        id,
        label: name,
        description: identifier,
        onClick: () => void go({ to: '/apis/$id', params: { id } }),
      })),
    },
  ]
  return (
    <Spotlight
      actions={groups}
      nothingFound={texts.paletteNothing}
      highlightQuery={false}
      limit={12}
      shortcut="mod + K"
      searchProps={{ leftSection: <Icon sign="search" />, placeholder: texts.palette, 'aria-label': texts.palette }}
    />
  )
}
