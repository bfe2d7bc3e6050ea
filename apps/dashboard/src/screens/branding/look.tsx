// Colours and logo: the branding's own, or those of a theme, where the tenant has one.
import { Alert, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { valueAt, type Document } from '../../parts/document.ts'
import { Waiting } from '../../parts/page.tsx'
import { SettingsForm, type Section } from '../../parts/settings-form.tsx'
import { CallRefused, call } from '../../session/call.ts'
import { useSave } from '../../session/changes.ts'
import { useOne } from '../../session/lists.ts'
import { useSaid } from '../../texts/index.ts'
import type { Unsaved } from './preview.tsx'
import { BRANDING } from './texts.ts'

/** Where the three stand: in the branding, or in a theme. */
type Places = { readonly primary: string; readonly page_background: string; readonly logo_url: string }

const OF_BRANDING: Places = {
  primary: 'colors.primary',
  page_background: 'colors.page_background',
  logo_url: 'logo_url',
}

const OF_THEME: Places = {
  primary: 'colors.primary_button',
  page_background: 'page_background.background_color',
  logo_url: 'widget.logo_url',
}

const sectionsOf = ({ primary, page_background, logo_url }: Places, hasFavicon: boolean): readonly Section[] => [
  {
    title: { en: 'Colours', de: 'Farben' },
    fields: [
      {
        kind: 'color',
        name: primary,
        otherwise: '#1f4e79',
        label: { en: 'Buttons and links', de: 'Knöpfe und Links' },
        hint: {
          en: 'Where nobody could read it, it is moved as far as it must be.',
          de: 'Wo sie niemand lesen könnte, wird sie so weit verschoben wie nötig.',
        },
      },
      {
        kind: 'color',
        name: page_background,
        otherwise: '#f4f2ee',
        label: { en: 'Background', de: 'Hintergrund' },
      },
    ],
  },
  {
    title: { en: 'Pictures', de: 'Bilder' },
    fields: [
      {
        kind: 'text',
        name: logo_url,
        label: { en: 'Logo', de: 'Logo' },
        hint: { en: 'An address with https.', de: 'Eine Adresse mit https.' },
      },
      ...(hasFavicon
        ? [{ kind: 'text', name: 'favicon_url', label: { en: 'Icon of the tab', de: 'Symbol des Tabs' } } as const]
        : []),
    ],
  },
]

type Theme = Document & { readonly themeId: string }

const THEME = '/branding/themes/default'

async function readTheme(): Promise<Theme | null> {
  try {
    return await call<Theme>('GET', THEME)
  } catch (error) {
    if (error instanceof CallRefused && error.status === 404) return null
    throw error
  }
}

/** What of a draft the pages show; half a colour shows nothing. */
const unsavedOf = (draft: Document, places: Places): Unsaved =>
  Object.fromEntries(
    Object.entries(places).flatMap(([name, path]) => {
      const value = valueAt(draft, path)
      const isWhole = typeof value !== 'string' || /^(?:#(?:[0-9a-f]{3}|[0-9a-f]{6})|https:\/\/.+)$/i.test(value)
      return value === undefined || value === null || !isWhole ? [] : [[name, value]]
    }),
  )

export function Look({ onUnsaved }: { onUnsaved: (unsaved: Unsaved) => void }) {
  const said = useSaid(BRANDING)
  const branding = useOne<Document>('/branding')
  const theme = useQuery({ queryKey: [THEME], queryFn: readTheme })
  if (!branding.data || theme.data === undefined) return <Waiting error={branding.error ?? theme.error} />
  return theme.data ? (
    <Stack>
      <Alert variant="outline">{said.theme}</Alert>
      <Form
        path={`/branding/themes/${theme.data.themeId}`}
        list={THEME}
        document={theme.data}
        places={OF_THEME}
        onUnsaved={onUnsaved}
      />
    </Stack>
  ) : (
    <Form path="/branding" list="/branding" document={branding.data} places={OF_BRANDING} onUnsaved={onUnsaved} />
  )
}

type FormProps = {
  readonly path: string
  readonly list: string
  readonly document: Document
  readonly places: Places
  readonly onUnsaved: (unsaved: Unsaved) => void
}

function Form({ path, list, document, places, onUnsaved }: FormProps) {
  const save = useSave(path, list)
  const hear = useMemo(() => (draft: Document) => onUnsaved(unsavedOf(draft, places)), [onUnsaved, places])
  return (
    <SettingsForm
      key={JSON.stringify(document)}
      document={document}
      sections={sectionsOf(places, places === OF_BRANDING)}
      onSave={save}
      onDraft={hear}
    />
  )
}
