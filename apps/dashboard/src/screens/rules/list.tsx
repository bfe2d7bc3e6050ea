// Rules: in the order in which they run, a new one, the values that they read, how they ran.
import { Alert, Radio, Stack, Switch, Tabs } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useArrival } from '../../parts/arrival.ts'
import { CreateButton } from '../../parts/create-form.tsx'
import { OrderedList } from '../../parts/ordered-list.tsx'
import { NameField } from '../../parts/name-field.tsx'
import { Page, Waiting } from '../../parts/page.tsx'
import { useToast } from '../../parts/toast.tsx'
import { call } from '../../session/call.ts'
import { useList, type Listed } from '../../session/lists.ts'
import { fill, useTexts } from '../../texts/index.ts'
import { Executions } from '../code/executions.tsx'
import { useCodeTexts } from '../code/texts.ts'
import { Configuration } from './configuration.tsx'
import { inOrder, RULES, type Rule } from './rule.ts'
import { RULE_TEMPLATES } from './templates.ts'
import { useRuleTexts } from './texts.ts'

export function Rules() {
  const texts = useTexts()
  const words = useRuleTexts()
  const code = useCodeTexts()
  return (
    <Page title={texts.rules} lead={words.lead} action={<NewRule />}>
      <Tabs defaultValue="rules" keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="rules">{texts.rules}</Tabs.Tab>
          <Tabs.Tab value="configuration">{words.configuration}</Tabs.Tab>
          <Tabs.Tab value="executions">{code.executions}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="rules">
          <AllRules />
        </Tabs.Panel>
        <Tabs.Panel value="configuration">
          <Configuration />
        </Tabs.Panel>
        <Tabs.Panel value="executions">
          <Executions trigger="rules" />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

function AllRules() {
  const texts = useTexts()
  const words = useRuleTexts()
  const { say, fail } = useToast()
  const queries = useQueryClient()
  const { data, error } = useList<Rule>(RULES, 'rules')
  if (!data) return <Waiting error={error} />
  if (data.items.length === 0) return <Alert variant="outline">{words.empty}</Alert>
  const known: Listed<Rule> = data
  /** Shown at once; what the server makes of it counts. */
  const change = async (items: readonly Rule[], send: () => Promise<unknown>, said: string): Promise<void> => {
    queries.setQueryData([RULES], { ...known, items })
    try {
      await send()
      say(said)
    } catch (thrown) {
      fail(thrown)
    }
    await queries.invalidateQueries({ queryKey: [RULES] })
  }
  const reorder = (items: readonly Rule[]): Promise<void> =>
    change(
      items.map((rule, at) => ({ ...rule, order: at + 1 })),
      () => call('POST', '/rules/order', { rules: items.map(({ id }) => id) }),
      words.reordered,
    )
  const turn = (rule: Rule, enabled: boolean): Promise<void> =>
    change(
      known.items.map((one) => (one.id === rule.id ? { ...one, enabled } : one)),
      () => call('PATCH', `${RULES}/${rule.id}`, { enabled }),
      texts.changed,
    )
  return (
    <OrderedList
      label={texts.rules}
      items={inOrder(known.items)}
      keyOf={({ id }) => id}
      nameOf={({ name }) => name}
      onOrder={(items) => void reorder(items)}
    >
      {(rule) => (
        <>
          <Link className="row-link wrap" to="/rules/$id" params={{ id: rule.id }}>
            {rule.name}
          </Link>
          <Switch
            aria-label={fill(words.switch, { name: rule.name })}
            label={rule.enabled ? words.on : words.off}
            labelPosition="left"
            checked={rule.enabled}
            onChange={(event) => void turn(rule, event.currentTarget.checked)}
          />
        </>
      )}
    </OrderedList>
  )
}

function NewRule() {
  const words = useRuleTexts()
  const arrive = useArrival(RULES)
  const [chosen, setChosen] = useState('claim')
  const [name, setName] = useState<string>()
  const template = RULE_TEMPLATES.find(({ id }) => id === chosen)
  const shown = name ?? template?.name ?? ''
  const create = async (): Promise<void> => {
    const { script } = template ?? {}
    // Nobody's login changes before somebody wants it to.
    const { id } = await call<Rule>('POST', RULES, { name: shown, script, enabled: false })
    await arrive(words.created, { to: '/rules/$id', params: { id } })
  }
  return (
    <CreateButton title={words.create} onCreate={create}>
      {(problemOf) => (
        <Stack>
          <Radio.Group label={words.templates} value={chosen} onChange={setChosen}>
            <Stack gap="xs" mt="xs">
              {RULE_TEMPLATES.map(({ id, title, hint }) => (
                <Radio key={id} value={id} label={words[title]} description={words[hint]} />
              ))}
            </Stack>
          </Radio.Group>
          <NameField value={shown} problem={problemOf('name')} onName={setName} />
        </Stack>
      )}
    </CreateButton>
  )
}
