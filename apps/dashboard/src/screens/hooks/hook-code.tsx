// The code of a hook, whether it runs, and what it would do.
import { useMemo, useState } from 'react'
import type { LineProblem } from '../../editor/line-problem.ts'
import type { Section } from '../../parts/section.ts'
import { SettingsForm } from '../../parts/settings-form.tsx'
import { useSave } from '../../session/changes.ts'
import { sayOfCode } from '../code/texts.ts'
import { HOOKS, pathOf, type Hook } from './hook.ts'
import { sayOfHooks } from './texts.ts'
import type { HookTrigger } from './triggers.ts'
import { TryHook } from './try-hook.tsx'

type Props = {
  readonly hook: Hook
  readonly trigger: HookTrigger | undefined
  /** Their names. */
  readonly secrets: readonly string[]
}

const NO_MEMBERS = new Map()

export function HookCode({ hook, trigger, secrets }: Props) {
  const save = useSave(pathOf(hook.id), HOOKS)
  const [problem, setProblem] = useState<LineProblem>()
  const names = secrets.join('\n')
  const members = useMemo(() => trigger?.members(names.split('\n').filter(Boolean)) ?? NO_MEMBERS, [trigger, names])
  const sections: readonly Section[] = [
    {
      title: 'settings',
      fields: [
        { kind: 'text', name: 'name', label: 'fieldName', hint: sayOfHooks('nameHint') },
        { kind: 'switch', name: 'enabled', label: sayOfHooks('enabled'), hint: sayOfHooks('enabledHint') },
      ],
    },
    {
      title: sayOfCode('code'),
      isWide: true,
      fields: [
        { kind: 'code', name: 'script', label: sayOfHooks('script'), hint: sayOfCode('codeLead'), members, problem },
      ],
    },
  ]
  return (
    <SettingsForm
      document={hook}
      sections={sections}
      onSave={save}
      below={(draft) => (
        <TryHook
          hook={hook}
          hasUser={trigger?.hasUser === true}
          script={String(draft['script'])}
          onProblem={setProblem}
        />
      )}
    />
  )
}
