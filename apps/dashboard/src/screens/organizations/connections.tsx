// How people log in to an organization.
import { Group, Switch } from '@mantine/core'
import { useAttempt } from '../../parts/attempt.ts'
import { Waiting } from '../../parts/page.tsx'
import { Part } from '../../parts/part.tsx'
import { SwitchList } from '../../parts/switch-list.tsx'
import { call } from '../../session/call.ts'
import { useList } from '../../session/lists.ts'
import { useConnections } from '../../session/nouns.ts'
import { useTexts, type TextKey } from '../../texts/index.ts'
import { strategyName } from '../connections/strategies.ts'

type Enabled = { readonly connection_id: string } & Readonly<Partial<Record<Wish, boolean>>>

type Wish = 'assign_membership_on_login' | 'show_as_button' | 'is_signup_enabled'

const WISHES: readonly (readonly [Wish, TextKey])[] = [
  ['assign_membership_on_login', 'organizationAssigns'],
  ['is_signup_enabled', 'organizationSignUp'],
  ['show_as_button', 'organizationButton'],
]

export function OrganizationConnections({ path }: { path: string }) {
  const texts = useTexts()
  const at = `${path}/enabled_connections`
  const attempt = useAttempt(at)
  const all = useConnections()
  const enabled = useList<Enabled>(at, 'enabled_connections')
  if (!all.data || !enabled.data) return <Waiting error={all.error ?? enabled.error} />
  const known = new Map(enabled.data.items.map((one) => [one.connection_id, one]))
  const one = (id: string): string => `${at}/${encodeURIComponent(id)}`
  return (
    <Part title={texts.organizationConnections}>
      <SwitchList
        label={texts.allowed}
        listed={all.data}
        empty={texts.connectionsNone}
        keyOf={({ id }) => id}
        nameOf={({ name, display_name }) => display_name ?? name}
        noteOf={({ name, strategy }) => `${name} · ${strategyName(texts, strategy)}`}
        isOn={({ id }) => known.has(id)}
        onSwitch={({ id }, isOn) =>
          void attempt(() =>
            isOn ? call('POST', at, { connection_id: id, assign_membership_on_login: false }) : call('DELETE', one(id)),
          )
        }
        detailsOf={({ id, name }) => (
          <Group mt="sm" gap="lg">
            {WISHES.map(([wish, label]) => (
              <Switch
                key={wish}
                size="xs"
                label={texts[label]}
                aria-label={`${texts[label]}: ${name}`}
                checked={known.get(id)?.[wish] === true}
                onChange={(event) => {
                  const isOn = event.currentTarget.checked
                  void attempt(() => call('PATCH', one(id), { [wish]: isOn }))
                }}
              />
            ))}
          </Group>
        )}
      />
    </Part>
  )
}
