// What an action reads that nobody should read in its code, and the packages that it requires.
import { Stack } from '@mantine/core'
import { useSave } from '../../session/changes.ts'
import { Dependencies } from '../code/dependencies.tsx'
import { CodeSecrets } from '../code/secrets.tsx'
import { ACTIONS, pathOf, type Action } from './action.ts'
import { useActionTexts } from './texts.ts'

export function Secrets({ action: { id, secrets, dependencies } }: { action: Action }) {
  const words = useActionTexts()
  const save = useSave(pathOf(id), ACTIONS)
  const names = secrets.map(({ name }) => name)
  /** Those that are named without a value keep the one they have. */
  const others = (name: string) => names.filter((one) => one !== name).map((one) => ({ name: one }))
  return (
    <Stack>
      <CodeSecrets
        words={{ lead: words.secretsLead, empty: words.secretsEmpty, removeHint: words.secretRemoveHint }}
        names={names}
        onSet={(name, value) => save({ secrets: [...others(name), { name, value }] })}
        onRemove={(name) => save({ secrets: others(name) })}
      />
      <Dependencies dependencies={dependencies} onSave={(wanted) => save({ dependencies: wanted })} />
    </Stack>
  )
}
