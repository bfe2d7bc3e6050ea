// One user: who it is, what it may do, what it holds, where it belongs, its end.
import { Stack, Text } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import type { Document } from '../../parts/document.ts'
import { DangerZone } from '../../parts/danger-zone.tsx'
import { useDeparture } from '../../parts/departure.ts'
import { OnePage } from '../../parts/one-page.tsx'
import { Page } from '../../parts/page.tsx'
import { Part } from '../../parts/part.tsx'
import { Tabbed } from '../../parts/tabbed.tsx'
import { useDelete } from '../../session/changes.ts'
import { nameOfUser, type User as Kept } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'
import { Access } from './access.tsx'
import { Identities } from './identities.tsx'
import { OrganizationsOf } from './organizations.tsx'
import { Profile } from './profile.tsx'
import { Rights, Roles } from './rights.tsx'

export function User() {
  const { id } = useParams({ from: '/users/$id' })
  const path = `/users/${encodeURIComponent(id)}`
  return <OnePage<Kept & Document> path={path}>{(user) => <Known path={path} user={user} />}</OnePage>
}

function Known({ path, user }: { path: string; user: Kept & Document }) {
  const texts = useTexts()
  const remove = useDeparture('/users', useDelete(path))
  const name = nameOfUser(user)
  const rights = (
    <Stack gap="lg">
      <Part title={texts.roles}>
        <Roles path={path} />
      </Part>
      <Part title={texts.apiPermissions}>
        <Rights path={path} />
      </Part>
    </Stack>
  )
  const raw = (
    <Part title={texts.raw}>
      <Text component="pre" className="mono" m={0} style={{ whiteSpace: 'pre-wrap' }}>
        {JSON.stringify(user, null, 2)}
      </Text>
    </Part>
  )
  return (
    <Page title={name} lead={<span className="mono">{user.user_id}</span>}>
      <Tabbed
        tabs={[
          { name: 'profile', title: texts.userProfile, content: <Profile path={path} user={user} /> },
          { name: 'rights', title: texts.userRights, content: rights },
          { name: 'access', title: texts.userAccess, content: <Access path={path} /> },
          { name: 'identities', title: texts.identities, content: <Identities path={path} user={user} /> },
          { name: 'organizations', title: texts.organizations, content: <OrganizationsOf path={path} /> },
          { name: 'raw', title: texts.raw, content: raw },
        ]}
      />
      <DangerZone title={texts.deleteUser} hint={texts.deleteUserHint} name={name} onDelete={remove} />
    </Page>
  )
}
