// One connection: its settings, who may use it, a login through it to look at, its end.
import { Stack } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { DangerZone } from '../../parts/danger-zone.tsx'
import { valueAt, type Document } from '../../parts/document.ts'
import { useDeparture } from '../../parts/departure.ts'
import { OnePage } from '../../parts/one-page.tsx'
import { Page } from '../../parts/page.tsx'
import { SettingsForm } from '../../parts/settings-form.tsx'
import { Tabbed } from '../../parts/tabbed.tsx'
import { useDelete, useSave } from '../../session/changes.ts'
import { CONNECTIONS, type Connection as Kept } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'
import { ConnectionApplications } from './applications.tsx'
import { Identifiers } from './identifiers.tsx'
import { DatabaseScripts } from './scripts.tsx'
import { connectionSections } from './settings.ts'
import { strategyName } from './strategies.ts'
import { TryConnection } from './try.tsx'

export function Connection() {
  const { id } = useParams({ from: '/connections/$id' })
  const path = `/connections/${encodeURIComponent(id)}`
  return <OnePage<Kept & Document> path={path}>{(connection) => <Known path={path} connection={connection} />}</OnePage>
}

function Known({ path, connection }: { path: string; connection: Kept & Document }) {
  const texts = useTexts()
  const save = useSave(path, CONNECTIONS)
  const { name, strategy } = connection
  const remove = useDeparture('/connections', useDelete(path, CONNECTIONS))
  const hasAttributes = valueAt(connection, 'options.attributes') !== undefined
  const settings = (
    <Stack gap="lg">
      <SettingsForm
        key={JSON.stringify(connection)}
        document={connection}
        sections={connectionSections(strategy, hasAttributes)}
        onSave={save}
      />
      {strategy === 'auth0' && <Identifiers connection={connection} onSave={save} />}
      <DangerZone title={texts.deleteConnection} hint={texts.deleteConnectionHint} name={name} onDelete={remove} />
    </Stack>
  )
  return (
    <Page title={name} lead={strategyName(texts, strategy)}>
      <Tabbed
        tabs={[
          { name: 'settings', title: texts.settings, content: settings },
          { name: 'applications', title: texts.applications, content: <ConnectionApplications path={path} /> },
          ...(strategy === 'auth0'
            ? [
                {
                  name: 'scripts',
                  title: texts.scripts,
                  content: <DatabaseScripts connection={connection} onSave={save} />,
                },
                { name: 'try', title: texts.tryIt, content: <TryConnection connection={connection} /> },
              ]
            : []),
        ]}
      />
    </Page>
  )
}
