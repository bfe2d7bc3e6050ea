// Which APIs an application may ask, in its own name and in that of its users, and for which permissions.
import { Stack, Text } from '@mantine/core'
import { useAttempt } from '../../parts/attempt.ts'
import { GrantDetails } from '../../parts/grant-details.tsx'
import { Waiting } from '../../parts/page.tsx'
import { Part } from '../../parts/part.tsx'
import { SwitchList } from '../../parts/switch-list.tsx'
import { call } from '../../session/call.ts'
import { useList } from '../../session/lists.ts'
import { useApis, type Application, type ClientGrant } from '../../session/nouns.ts'
import { useSaid, useTexts } from '../../texts/index.ts'

const SAID = {
  allowed: { en: 'Allowed for users', de: 'Für Benutzer erlaubt' },
  own: {
    en: 'An application of your own may ask in the name of its users without this, unless an API requires it. Here it can still be said with which permissions.',
    de: 'Eine eigene Anwendung darf im Namen ihrer Benutzer auch ohne dies fragen, wenn eine API es nicht verlangt. Für diese steht hier, mit welchen Rechten.',
  },
  title: {
    en: 'APIs that it may ask in the name of its users',
    de: 'APIs, die sie im Namen ihrer Benutzer fragen darf',
  },
  thirdParty: {
    en: 'An application of somebody else may ask these in the name of its users, with these permissions, and no others.',
    de: 'Eine fremde Anwendung darf im Namen ihrer Benutzer diese fragen, mit diesen Rechten, und keine anderen.',
  },
} as const

export function ApplicationApis({ client }: { client: Application }) {
  const texts = useTexts()
  const said = useSaid(SAID)
  const isMachine = client.grant_types?.includes('client_credentials') === true
  return (
    <Stack gap="lg">
      <Part title={texts.appApis}>
        <Granted
          client={client}
          subject="client"
          lead={isMachine ? texts.appApisLead : texts.appApisPeople}
          label={texts.allowed}
        />
      </Part>
      <Part title={said.title}>
        <Granted
          client={client}
          subject="user"
          lead={client.is_first_party === false ? said.thirdParty : said.own}
          label={said.allowed}
        />
      </Part>
    </Stack>
  )
}

type Props = {
  readonly client: Application
  /** In whose name it asks. */
  readonly subject: 'client' | 'user'
  readonly lead: string
  readonly label: string
}

function Granted({ client: { client_id }, subject, lead, label }: Props) {
  const texts = useTexts()
  const path = `/client-grants?client_id=${encodeURIComponent(client_id)}&subject_type=${subject}`
  const attempt = useAttempt('/client-grants')
  const apis = useApis()
  const grants = useList<ClientGrant>(path, 'client_grants')
  if (!apis.data || !grants.data) return <Waiting error={apis.error ?? grants.error} />
  const known = new Map(grants.data.items.map((grant) => [grant.audience, grant]))
  const allow = (audience: string, isOn: boolean): Promise<boolean> =>
    attempt(() =>
      isOn
        ? call('POST', '/client-grants', { client_id, audience, scope: [], subject_type: subject })
        : call('DELETE', `/client-grants/${known.get(audience)?.id}`),
    )
  return (
    <>
      <Text c="dimmed" mb="md" maw={640}>
        {lead}
      </Text>
      <SwitchList
        label={label}
        listed={apis.data}
        empty={texts.apisEmpty}
        keyOf={({ id }) => id}
        nameOf={({ name, identifier }) => name || identifier}
        noteOf={({ identifier }) => identifier}
        isOn={({ identifier }) => known.has(identifier)}
        onSwitch={({ identifier }, isOn) => void allow(identifier, isOn)}
        detailsOf={(api) => {
          const grant = known.get(api.identifier)
          return (
            grant && (
              <GrantDetails
                api={api}
                grant={grant}
                onChange={(changes) => void attempt(() => call('PATCH', `/client-grants/${grant.id}`, changes))}
              />
            )
          )
        }}
      />
    </>
  )
}
