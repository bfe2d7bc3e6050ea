// The draft of an action: its code, what that would do, and its way into operation.
import { useMemo, useState } from 'react'
import type { LineProblem } from '../../editor/line-problem.ts'
import type { Section } from '../../parts/section.ts'
import { SettingsForm } from '../../parts/settings-form.tsx'
import { call } from '../../session/call.ts'
import { useSave } from '../../session/changes.ts'
import { Deployment } from '../code/deployment.tsx'
import type { Run } from '../code/run.ts'
import { TryIt, type Input } from '../code/try-it.tsx'
import { sayOfCode } from '../code/texts.ts'
import { ACTIONS, pathOf, type Action } from './action.ts'
import { sayOfActions, useActionTexts } from './texts.ts'
import type { Trigger } from './triggers.ts'

const NO_MEMBERS = new Map()

const SAMPLE = {
  user: { user_id: 'auth0|1', email: 'ada@example.com', app_metadata: { plan: 'gold' }, user_metadata: {} },
  rest: {},
}

/** Triggers whose event is about no user. */
const ABOUT_NOBODY: ReadonlySet<string> = new Set(['credentials-exchange', 'custom-token-exchange'])

export function Draft({ action, trigger }: { action: Action; trigger: Trigger | undefined }) {
  const words = useActionTexts()
  const path = pathOf(action.id)
  const save = useSave(path, ACTIONS)
  const [problem, setProblem] = useState<LineProblem>()
  const names = action.secrets.map(({ name }) => name).join('\n')
  const members = useMemo(() => trigger?.members(names.split('\n').filter(Boolean)) ?? NO_MEMBERS, [trigger, names])
  const sections: readonly Section[] = [
    { title: 'settings', fields: [{ kind: 'text', name: 'name', label: 'fieldName' }] },
    {
      title: sayOfCode('code'),
      isWide: true,
      fields: [
        {
          kind: 'code',
          name: 'code',
          label: sayOfActions('script'),
          hint: sayOfCode('codeLead'),
          members,
          problem,
        },
      ],
    },
  ]
  const run = async (draft: string, { user, rest }: Input): Promise<Run> => {
    const event = { ...(user && { user }), ...rest }
    return (await call<{ payload: Run }>('POST', `${path}/test`, { code: draft, payload: { event } })).payload
  }
  return (
    <SettingsForm
      document={action}
      sections={sections}
      onSave={save}
      below={(draft, isDirty) => (
        <>
          <Deployment title={words.deploy} lead={words.deployLead} path={`${path}/deploy`} isDirty={isDirty} />
          <TryIt
            rest={words.event}
            hasUser={trigger !== undefined && !ABOUT_NOBODY.has(trigger.id)}
            sample={SAMPLE}
            onRun={(input) => run(String(draft['code']), input)}
            onProblem={setProblem}
          />
        </>
      )}
    />
  )
}
