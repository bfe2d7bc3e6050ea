// The scripts that ask an old database for people who are not here yet, and what they need to know.
import { Stack } from '@mantine/core'
import { useMemo } from 'react'
import type { Document } from '../../parts/document.ts'
import { SettingsForm } from '../../parts/settings-form.tsx'
import { useSaid } from '../../texts/index.ts'
import { CodeSecrets } from '../code/secrets.tsx'
import { scriptSections } from './script-sections.ts'

const SAID = {
  lead: {
    en: 'Scripts read them as configuration.NAME. They are sealed, and never shown again.',
    de: 'Skripte lesen sie als configuration.NAME. Sie sind versiegelt und werden nie wieder gezeigt.',
  },
  empty: {
    en: 'None yet. Keep here what the scripts need and nobody should read in them.',
    de: 'Noch keine. Hier steht, was die Skripte brauchen und niemand in ihnen lesen soll.',
  },
  removeHint: {
    en: 'Scripts find nothing under this name from now on.',
    de: 'Skripte finden ab jetzt nichts unter diesem Namen.',
  },
} as const

type Props = { readonly connection: Document; readonly onSave: (changes: Document) => Promise<void> }

export function DatabaseScripts({ connection, onSave }: Props) {
  const said = useSaid(SAID)
  const options: Document = Object(connection['options'])
  const configuration: Document = Object(options['configuration'])
  const names = Object.keys(configuration).join('\n')
  const sections = useMemo(() => scriptSections(names.split('\n').filter(Boolean)), [names])
  const configure = (next: Document): Promise<void> => onSave({ options: { ...options, configuration: next } })
  return (
    <Stack gap="lg">
      <SettingsForm document={connection} sections={sections} onSave={onSave} />
      <CodeSecrets
        words={said}
        names={Object.keys(configuration)}
        onSet={(name, value) => configure({ ...configuration, [name]: value })}
        onRemove={(name) =>
          configure(Object.fromEntries(Object.entries(configuration).filter(([key]) => key !== name)))
        }
      />
    </Stack>
  )
}
