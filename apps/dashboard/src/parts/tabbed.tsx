// The parts of a screen behind tabs; the address says which of them is shown. What was opened once stays as it is, so that nothing typed is
// lost on the way to another.
import { Tabs } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'

type Tab = { readonly name: string; readonly title: string; readonly content: ReactNode }

export function Tabbed({ tabs }: { tabs: readonly Tab[] }) {
  const { tab } = useSearch({ strict: false })
  const go = useNavigate()
  const shown = tabs.some(({ name }) => name === tab) ? tab : tabs[0]?.name
  const [opened, setOpened] = useState<ReadonlySet<string | undefined>>(new Set([shown]))
  if (!opened.has(shown)) setOpened(new Set([...opened, shown]))
  const show = (name: string | null): void => {
    if (name !== null) void go({ to: '.', search: { tab: name }, replace: true })
  }
  // As React hides things, what is not saved on one tab would not be guarded while another is looked at.
  return (
    <Tabs value={shown ?? null} onChange={show} keepMountedMode="display-none">
      <Tabs.List mb="lg">
        {tabs.map(({ name, title }) => (
          <Tabs.Tab key={name} value={name}>
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ name, content }) => (
        <Tabs.Panel key={name} value={name}>
          {opened.has(name) && content}
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
