// How the hosted pages look and what they say, beside the real page.
import { SimpleGrid, Tabs } from '@mantine/core'
import type { Language } from '@symbolon/texts'
import { use, useState } from 'react'
import { Page } from '../../parts/page.tsx'
import { LanguageContext, useSaid, useTexts } from '../../texts/index.ts'
import { Look } from './look.tsx'
import { Preview, type Unsaved } from './preview.tsx'
import { BRANDING, isPageName, type PageName } from './texts.ts'
import { Words } from './words.tsx'

export function Branding() {
  const texts = useTexts()
  const said = useSaid(BRANDING)
  const own = use(LanguageContext).language
  const [look, setLook] = useState<Unsaved>({})
  const [words, setWords] = useState<Unsaved>({})
  const [language, setLanguage] = useState<Language>(own)
  const [page, setPage] = useState<PageName>('login')
  const [place, setPlace] = useState('login/login')
  const choosePlace = (chosen: string): void => {
    const [prompt = ''] = chosen.split('/')
    setPlace(chosen)
    if (isPageName(prompt)) setPage(prompt)
  }
  return (
    <Page title={texts.branding} lead={said.lead}>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Tabs defaultValue="look" keepMountedMode="display-none">
          <Tabs.List mb="lg">
            <Tabs.Tab value="look">{said.look}</Tabs.Tab>
            <Tabs.Tab value="words">{said.words}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="look">
            <Look onUnsaved={setLook} />
          </Tabs.Panel>
          <Tabs.Panel value="words">
            <Words {...{ language, place }} onLanguage={setLanguage} onPlace={choosePlace} onUnsaved={setWords} />
          </Tabs.Panel>
        </Tabs>
        <div className="beside">
          <Preview unsaved={{ ...look, ...words }} {...{ language, page }} onPage={setPage} />
        </div>
      </SimpleGrid>
    </Page>
  )
}
