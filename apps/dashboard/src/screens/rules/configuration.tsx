// Values that rules read.
import { useQueryClient } from '@tanstack/react-query'
import { Waiting } from '../../parts/page.tsx'
import { SecretValues } from '../../parts/secret-values.tsx'
import { call } from '../../session/call.ts'
import { useOne } from '../../session/lists.ts'
import { useRuleTexts } from './texts.ts'

export type Config = { readonly key: string }

export const CONFIGS = '/rules-configs'

const pathOf = (key: string): string => `${CONFIGS}/${encodeURIComponent(key)}`

export function Configuration() {
  const words = useRuleTexts()
  const queries = useQueryClient()
  const { data, error } = useOne<readonly Config[]>(CONFIGS)
  if (!data) return <Waiting error={error} />
  const again = (): Promise<void> => queries.invalidateQueries({ queryKey: [CONFIGS] })
  return (
    <SecretValues
      words={{
        title: words.configuration,
        lead: words.configurationLead,
        empty: words.configurationEmpty,
        name: words.configKey,
        value: words.configValue,
        add: words.configSet,
        addHint: words.configSetHint,
        remove: words.configRemove,
        removeAbout: words.configRemoveAbout,
        removeHint: words.configRemoveHint,
      }}
      names={data.map(({ key }) => key)}
      onSet={async (key, value) => {
        await call('PUT', pathOf(key), { value })
        await again()
      }}
      onRemove={async (key) => {
        await call('DELETE', pathOf(key))
        await again()
      }}
    />
  )
}
