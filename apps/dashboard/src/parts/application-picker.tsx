// One application of the tenant's, found as one types: there may be thousands.
import { Select } from '@mantine/core'
import { useApplications } from '../session/nouns.ts'
import { useTexts } from '../texts/index.ts'

/** Applications that are offered at once. */
const MOST = 50

type Props = {
  readonly description?: string
  /** Those that can do this are offered; all without it. */
  readonly grantType?: string
  readonly value: string | null
  readonly problem: string | undefined
  readonly onChange: (client_id: string | null) => void
}

export function ApplicationPicker({ description, grantType, value, problem, onChange }: Props) {
  const texts = useTexts()
  const { data } = useApplications()
  const offered = (data?.items ?? []).filter(
    ({ grant_types }) => grantType === undefined || grant_types?.includes(grantType),
  )
  return (
    <Select
      required
      allowDeselect={false}
      searchable
      limit={MOST}
      label={texts.explainClient}
      description={description}
      nothingFoundMessage={texts.paletteNothing}
      value={value}
      error={problem}
      onChange={onChange}
      data={offered.map(({ client_id, name }) => ({ value: client_id, label: name }))}
    />
  )
}
