// The parts of a screen behind tabs. What was opened once stays as it is, so that nothing typed is lost on the way to another.
import { Tabs } from '@mantine/core'
import { useState, type ReactNode } from 'react'

type Tab = { readonly name: string; readonly title: string; readonly content: ReactNode }

export function Tabbed({ tabs }: { tabs: readonly Tab[] }) {
  const [shown, setShown] = useState(tabs[0]?.name ?? '')
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set([shown]))
  const show = (name: string | null): void => {
    if (name === null) return
    setShown(name)
    setOpened(new Set([...opened, name]))
  }
  return (
    <Tabs value={shown} onChange={show}>
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
