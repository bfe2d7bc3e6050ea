// Whether what runs of an action is what its draft says.
import { Badge } from '@mantine/core'
import type { Action } from './action.ts'
import { useActionTexts } from './texts.ts'

export function DeploymentState({ action: { deployed_version, all_changes_deployed } }: { action: Action }) {
  const words = useActionTexts()
  const [word, color] =
    deployed_version === undefined
      ? (['stateDraft', undefined] as const)
      : all_changes_deployed
        ? (['stateDeployed', 'teal.9'] as const)
        : (['stateChanged', 'yellow.9'] as const)
  return (
    <Badge
      {...(color === undefined ? { variant: 'default' } : { color, autoContrast: true })}
      tt="none"
      miw="max-content"
    >
      {words[word]}
    </Badge>
  )
}
