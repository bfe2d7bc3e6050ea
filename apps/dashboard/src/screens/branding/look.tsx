// Colours and logo: the branding's own, or those of a theme, where the tenant has one.
import { Alert, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Document } from '../../parts/document.ts'
import { Waiting } from '../../parts/page.tsx'
import type { Section } from '../../parts/section.ts'
import { SettingsForm } from '../../parts/settings-form.tsx'
import { CallRefused, call } from '../../session/call.ts'
import { useSave } from '../../session/changes.ts'
import { useOne } from '../../session/lists.ts'
import { useSaid } from '../../texts/index.ts'
import {
  BESIDE_THEME,
  BRANDING_SECTIONS,
  OF_BRANDING,
  OF_THEME,
  shownOf,
  THEME_SECTIONS,
  type Places,
} from './look-sections.ts'
import type { Unsaved } from './preview.tsx'
import { BRANDING } from './texts.ts'

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
        sections={THEME_SECTIONS}
        places={OF_THEME}
        onUnsaved={onUnsaved}
      />
      <Form path="/branding" list="/branding" document={branding.data} sections={BESIDE_THEME} />
    </Stack>
  ) : (
    <Form
      path="/branding"
      list="/branding"
      document={branding.data}
      sections={BRANDING_SECTIONS}
      places={OF_BRANDING}
      onUnsaved={onUnsaved}
    />
  )
}

type FormProps = {
  readonly path: string
  readonly list: string
  readonly document: Document
  readonly sections: readonly Section[]
  /** Absent where the preview shows nothing of it. */
  readonly places?: Places
  readonly onUnsaved?: (unsaved: Unsaved) => void
}

function Form({ path, list, document, sections, places, onUnsaved }: FormProps) {
  const save = useSave(path, list)
  const hear = useMemo(() => (draft: Document) => places && onUnsaved?.(shownOf(draft, places)), [onUnsaved, places])
  return (
    <SettingsForm key={JSON.stringify(document)} document={document} sections={sections} onSave={save} onDraft={hear} />
  )
}
