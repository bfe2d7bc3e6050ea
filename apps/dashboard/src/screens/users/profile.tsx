// What is known of a user, and can be changed; whether it may log in.
import { Card, Stack, Switch } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { CopiedValue } from '../../parts/copied-value.tsx'
import { withRemovals, type Document } from '../../parts/document.ts'
import type { Section } from '../../parts/section.ts'
import { SettingsForm } from '../../parts/settings-form.tsx'
import { useToast } from '../../parts/toast.tsx'
import { call } from '../../session/call.ts'
import type { User } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'

const SECTIONS: readonly Section[] = [
  {
    title: 'userProfile',
    fields: [
      { kind: 'text', name: 'email', label: 'email', isOptional: true },
      { kind: 'switch', name: 'email_verified', label: 'userEmailVerified' },
      { kind: 'text', name: 'username', label: 'userUsername', isOptional: true },
      { kind: 'text', name: 'phone_number', label: 'userPhone', isOptional: true },
      { kind: 'text', name: 'name', label: 'fieldName', isOptional: true },
      { kind: 'text', name: 'given_name', label: 'userGivenName', isOptional: true },
      { kind: 'text', name: 'family_name', label: 'userFamilyName', isOptional: true },
      { kind: 'text', name: 'nickname', label: 'userNickname', isOptional: true },
      { kind: 'text', name: 'picture', label: 'userPicture', isOptional: true },
    ],
  },
  {
    title: 'metadata',
    fields: [
      { kind: 'json', name: 'user_metadata', label: 'userMetadata', hint: 'userMetadataHint' },
      { kind: 'json', name: 'app_metadata', label: 'userAppMetadata', hint: 'userAppMetadataHint' },
    ],
  },
]

export function Profile({ path, user }: { path: string; user: User & Document }) {
  const texts = useTexts()
  const { say, fail } = useToast()
  const queries = useQueryClient()
  const change = async (changes: Document): Promise<void> =>
    void queries.setQueryData([path], await call('PATCH', path, changes))
  const block = async (blocked: boolean): Promise<void> => {
    try {
      await change({ blocked })
      say(texts.changed)
    } catch (error) {
      fail(error)
    }
  }
  const { blocked, ...known } = user
  return (
    <Stack gap="lg">
      <Card withBorder padding="lg">
        <Stack>
          <CopiedValue label="user_id" value={user.user_id} />
          <Switch
            label={texts.blocked}
            description={texts.blockedHint}
            checked={blocked === true}
            onChange={(event) => void block(event.currentTarget.checked)}
          />
        </Stack>
      </Card>
      <SettingsForm
        key={JSON.stringify({ ...known, updated_at: undefined })}
        document={user}
        sections={SECTIONS}
        onSave={(changes) => change(withRemovals(user, changes, ['user_metadata', 'app_metadata']))}
      />
    </Stack>
  )
}
