// The settings of the tenant as a whole. What is changed on one tab is not lost by looking at another.
import { Stack, Tabs } from '@mantine/core'
import type { Document } from '../../parts/document.ts'
import { Page, Waiting } from '../../parts/page.tsx'
import type { Section } from '../../parts/section.ts'
import { SettingsForm } from '../../parts/settings-form.tsx'
import { useSave } from '../../session/changes.ts'
import { useList, useOne } from '../../session/lists.ts'
import { useApis } from '../../session/nouns.ts'
import { useSaid, useTexts } from '../../texts/index.ts'
import { Mail } from './mail.tsx'
import { BRUTE_FORCE_SECTIONS, THROTTLING_SECTIONS } from './attack-sections.ts'
import { generalSections } from './general-sections.ts'
import { LOGIN_PAGE_SECTIONS, SESSION_SECTIONS } from './session-sections.ts'

const SAID = {
  lead: {
    en: 'What holds for the whole tenant. Every field here has an effect; what the server only keeps is set with the command line.',
    de: 'Was für den ganzen Mandanten gilt. Jedes Feld hier wirkt; was der Server nur aufbewahrt, setzt die Kommandozeile.',
  },
  general: { en: 'General', de: 'Allgemein' },
  sessions: { en: 'Sessions', de: 'Sitzungen' },
  mail: { en: 'Mail', de: 'E-Mail' },
  attack: { en: 'Attack protection', de: 'Angriffsschutz' },
} as const

const TENANT = '/tenants/settings'

export function Settings() {
  const texts = useTexts()
  const said = useSaid(SAID)
  return (
    <Page title={texts.settings} lead={said.lead}>
      <Tabs defaultValue="general" keepMountedMode="display-none">
        <Tabs.List mb="lg">
          <Tabs.Tab value="general">{said.general}</Tabs.Tab>
          <Tabs.Tab value="sessions">{said.sessions}</Tabs.Tab>
          <Tabs.Tab value="mail">{said.mail}</Tabs.Tab>
          <Tabs.Tab value="attack">{said.attack}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="general">
          <General />
        </Tabs.Panel>
        <Tabs.Panel value="sessions">
          <Stack gap="lg">
            <Kept path="/prompts" sections={LOGIN_PAGE_SECTIONS} />
            <Kept path={TENANT} sections={SESSION_SECTIONS} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="mail">
          <Mail />
        </Tabs.Panel>
        <Tabs.Panel value="attack">
          <Stack gap="lg">
            <Kept path="/attack-protection/brute-force-protection" sections={BRUTE_FORCE_SECTIONS} />
            <Kept path="/attack-protection/suspicious-ip-throttling" sections={THROTTLING_SECTIONS} />
          </Stack>
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

type Directory = { readonly name: string }

function General() {
  const apis = useApis()
  const directories = useList<Directory>('/connections?strategy=auth0&fields=name', 'connections')
  if (!apis.data || !directories.data) return <Waiting error={apis.error ?? directories.error} />
  const sections = generalSections({
    apis: apis.data.items.map(({ identifier, name }) => ({ value: identifier, label: `${name} (${identifier})` })),
    directories: directories.data.items.map(({ name }) => ({ value: name, label: name })),
  })
  return <Kept path={TENANT} sections={sections} />
}

/** The form of one document, once that has been read. */
function Kept({ path, sections }: { path: string; sections: readonly Section[] }) {
  const { data, error } = useOne<Document>(path)
  const save = useSave(path, path)
  if (!data) return <Waiting error={error} />
  const names = new Set(sections.flatMap(({ fields }) => fields.map(({ name }) => name.split('.')[0])))
  // Another form of the same document may be saved while this one is being filled in.
  const part = Object.fromEntries(Object.entries(data).filter(([name]) => names.has(name)))
  return <SettingsForm key={JSON.stringify(part)} document={part} sections={sections} onSave={save} />
}
