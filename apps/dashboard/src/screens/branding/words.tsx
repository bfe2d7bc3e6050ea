// What the pages say, in the tenant's own words: for each page and language the texts that are shown there.
import { Group, NativeSelect, Stack, Text } from '@mantine/core'
import { LANGUAGES, textsOf, type Language } from '@symbolon/texts'
import { SHOWN_TEXTS } from '@symbolon/texts/screens'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Document } from '../../parts/document.ts'
import { Waiting } from '../../parts/page.tsx'
import type { Section } from '../../parts/section.ts'
import { SettingsForm } from '../../parts/settings-form.tsx'
import { call } from '../../session/call.ts'
import { useOne } from '../../session/lists.ts'
import { useSaid } from '../../texts/index.ts'
import type { Unsaved } from './preview.tsx'
import { BRANDING } from './texts.ts'

type Screens = Readonly<Record<string, Readonly<Record<string, string>>>>

const languageNamed = (tag: string): Language => LANGUAGES.find((one) => one === tag) ?? 'en'

/** Every screen whose texts are shown: `prompt/screen`. */
const PLACES = Object.entries(SHOWN_TEXTS).flatMap(([prompt, screens]) =>
  Object.keys(screens).map((screen) => `${prompt}/${screen}`),
)

const keysAt = (prompt: string, screen: string): Readonly<Record<string, keyof ReturnType<typeof textsOf>>> =>
  SHOWN_TEXTS[prompt]?.[screen] ?? {}

type Place = { readonly prompt: string; readonly screen: string }

/** What is said about mistakes comes after what is always there; Auth0 writes its keys with hyphens. */
const isProblem = ([key]: readonly [string, unknown]): number => Number(key.includes('-'))

/** The keys of a screen as fields: under each stands what we say. */
const sectionOf = ({ prompt, screen }: Place, language: Language): Section => ({
  title: { en: screen, de: screen },
  fields: Object.entries(keysAt(prompt, screen))
    .toSorted((one, other) => isProblem(one) - isProblem(other))
    .map(([key, shown]) => {
      const ours = textsOf(language)[shown]
      return { kind: 'text', name: key, label: { en: key, de: key }, hint: { en: ours, de: ours } }
    }),
})

/** `before` with the texts of one screen; what is blank is left out. */
const withTexts = (before: Screens, screen: string, texts: Document): Screens => {
  const kept = Object.entries(texts).filter((entry): entry is [string, string] => {
    const [, text] = entry
    return typeof text === 'string' && text.trim() !== ''
  })
  const others = Object.entries(before).filter(([name]) => name !== screen)
  return Object.fromEntries(kept.length === 0 ? others : [...others, [screen, Object.fromEntries(kept)]])
}

type Props = {
  readonly language: Language
  readonly onLanguage: (language: Language) => void
  readonly place: string
  readonly onPlace: (place: string) => void
  readonly onUnsaved: (unsaved: Unsaved) => void
}

export function Words({ language, onLanguage, place, onPlace, onUnsaved }: Props) {
  const said = useSaid(BRANDING)
  const [prompt = '', screen = ''] = place.split('/')
  const path = `/prompts/${prompt}/custom-text/${language}`
  const { data, error } = useOne<Screens>(path)
  return (
    <Stack>
      <Group>
        <NativeSelect
          flex={1}
          label={said.prompt}
          value={place}
          onChange={(event) => onPlace(event.currentTarget.value)}
          data={PLACES}
        />
        <NativeSelect
          label={said.language}
          value={language}
          onChange={(event) => onLanguage(languageNamed(event.currentTarget.value))}
          data={[...LANGUAGES]}
        />
      </Group>
      <Text size="sm" c="dimmed">
        {said.textsHint}
      </Text>
      {data ? (
        <Form
          key={`${path} ${screen} ${JSON.stringify(data)}`}
          {...{ path, language, onUnsaved }}
          place={{ prompt, screen }}
          kept={data}
        />
      ) : (
        <Waiting error={error} />
      )}
    </Stack>
  )
}

type FormProps = {
  readonly path: string
  readonly language: Language
  readonly place: Place
  readonly kept: Screens
  readonly onUnsaved: (unsaved: Unsaved) => void
}

function Form({ path, language, place, kept, onUnsaved }: FormProps) {
  const queries = useQueryClient()
  const { prompt, screen } = place
  const document = kept[screen] ?? {}
  const save = async (changes: Document): Promise<void> => {
    const screens = withTexts(kept, screen, { ...document, ...changes })
    queries.setQueryData([path], await call('PUT', path, screens))
  }
  const hear = useMemo(
    () => (draft: Document) => onUnsaved({ prompt, screens: withTexts(kept, screen, draft) }),
    [onUnsaved, kept, prompt, screen],
  )
  return <SettingsForm document={document} sections={[sectionOf(place, language)]} onSave={save} onDraft={hear} />
}
