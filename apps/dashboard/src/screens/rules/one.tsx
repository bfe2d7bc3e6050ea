// One rule: its code, what it would do, its end.
import { useParams } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { LineProblem } from '../../editor/line-problem.ts'
import { DangerZone } from '../../parts/danger-zone.tsx'
import { useDeparture } from '../../parts/departure.ts'
import { OnePage } from '../../parts/one-page.tsx'
import { Page } from '../../parts/page.tsx'
import type { Section } from '../../parts/section.ts'
import { SettingsForm } from '../../parts/settings-form.tsx'
import { useDelete, useSave } from '../../session/changes.ts'
import { useOne } from '../../session/lists.ts'
import { sayOfCode } from '../code/texts.ts'
import { CONFIGS, type Config } from './configuration.tsx'
import { ruleMembers } from './members.ts'
import { RULES, type Rule as Kept } from './rule.ts'
import { sayOfRules, useRuleTexts } from './texts.ts'
import { TryRule } from './try-rule.tsx'

export function Rule() {
  const { id } = useParams({ from: '/rules/$id' })
  const path = `${RULES}/${encodeURIComponent(id)}`
  return <OnePage<Kept> path={path}>{(rule) => <Known path={path} rule={rule} />}</OnePage>
}

function Known({ path, rule }: { path: string; rule: Kept }) {
  const words = useRuleTexts()
  const [problem, setProblem] = useState<LineProblem>()
  const { data: configs } = useOne<readonly Config[]>(CONFIGS)
  const keys = (configs ?? []).map(({ key }) => key).join('\n')
  const members = useMemo(() => ruleMembers(keys.split('\n').filter(Boolean)), [keys])
  const save = useSave(path, RULES)
  const remove = useDeparture('/rules', useDelete(path, RULES))
  const sections: readonly Section[] = [
    {
      title: 'settings',
      fields: [
        { kind: 'text', name: 'name', label: 'fieldName' },
        { kind: 'switch', name: 'enabled', label: sayOfRules('enabled'), hint: sayOfRules('enabledHint') },
      ],
    },
    {
      title: sayOfCode('code'),
      isWide: true,
      fields: [
        {
          kind: 'code',
          name: 'script',
          label: sayOfRules('script'),
          hint: sayOfCode('codeLead'),
          members,
          problem,
        },
      ],
    },
  ]
  return (
    <Page title={rule.name} lead={<span className="mono">{rule.id}</span>}>
      <SettingsForm
        document={rule}
        sections={sections}
        onSave={save}
        below={(draft) => (
          <TryRule name={String(draft['name'])} script={String(draft['script'])} onProblem={setProblem} />
        )}
      />
      <DangerZone title={words.delete} hint={words.deleteHint} name={rule.name} onDelete={remove} />
    </Page>
  )
}
