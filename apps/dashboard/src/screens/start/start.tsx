// The guided start: five steps to an API that asks for tokens. Each shows what it has led to, and can be opened again.
import { Accordion, Alert, Badge, Button, Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { Page, Waiting } from '../../parts/page.tsx'
import { useApis, useApplications, type Api, type Application } from '../../session/nouns.ts'
import { useSaid, useTexts } from '../../texts/index.ts'
import { ApiStep } from './api-step.tsx'
import { AppStep } from './app-step.tsx'
import { STEPS, useProgress, type Progressing, type Step } from './progress.ts'
import { ProtectStep } from './protect-step.tsx'
import { SeeStep } from './see-step.tsx'
import { START } from './texts.ts'
import { TokenStep } from './token-step.tsx'

const TITLES = {
  api: 'apiTitle',
  app: 'appTitle',
  token: 'tokenTitle',
  see: 'seeTitle',
  protect: 'protectTitle',
} as const satisfies Record<Step, keyof typeof START>

export function Start() {
  const texts = useTexts()
  const said = useSaid(START)
  const progressing = useProgress()
  const [apis, applications] = [useApis(), useApplications()]
  const again = progressing.progress.done.length > 0 && (
    <Button variant="default" onClick={progressing.startOver}>
      {said.again}
    </Button>
  )
  return (
    <Page title={texts.start} lead={said.lead} action={again}>
      {apis.data && applications.data ? (
        <Steps
          // Started over: nothing that was typed or got is left.
          key={String(progressing.progress.done.length === 0)}
          progressing={progressing}
          api={apis.data.items.find(({ id }) => id === progressing.progress.api_id)}
          app={applications.data.items.find(({ client_id }) => client_id === progressing.progress.client_id)}
        />
      ) : (
        <Waiting error={apis.error ?? applications.error} />
      )}
    </Page>
  )
}

type Props = {
  readonly progressing: Progressing
  readonly api: Api | undefined
  readonly app: Application | undefined
}

/** The step that can be done: what somebody has deleted meanwhile has to be made again. */
const reachable = ({ current }: Progressing, api: Api | undefined, app: Application | undefined): Step | undefined =>
  api === undefined ? 'api' : app === undefined ? 'app' : current

function Steps({ progressing, api, app }: Props) {
  const current = reachable(progressing, api, app)
  const [opened, setOpened] = useState<Step | null>()
  const [token, setToken] = useState<string>()
  const [language, setLanguage] = useState('curl')
  const finish: Progressing['finish'] = (...done) => {
    setOpened(undefined)
    progressing.finish(...done)
  }
  const at = current === undefined ? STEPS.length : STEPS.indexOf(current)
  const contents: Readonly<Record<Step, () => ReactNode>> = {
    api: () => <ApiStep onDone={(api_id) => finish('api', { api_id })} />,
    app: () => api && <AppStep api={api} onDone={(client_id) => finish('app', { client_id })} />,
    token: () =>
      api &&
      app && (
        <TokenStep
          {...{ api, app, token, language }}
          onLanguage={setLanguage}
          onToken={setToken}
          onDone={() => finish('token')}
        />
      ),
    see: () => <SeeStep token={token} onBack={() => setOpened('token')} onDone={() => finish('see')} />,
    protect: () =>
      api &&
      app && (
        <ProtectStep {...{ api, app, token, language }} onLanguage={setLanguage} onDone={() => finish('protect')} />
      ),
  }
  const names: Readonly<Partial<Record<Step, string>>> = {
    ...(api && { api: api.name }),
    ...(app && { app: app.name }),
  }
  const open = opened === undefined ? (current ?? null) : opened
  return (
    <>
      {current === undefined && <AllDone />}
      <Accordion
        variant="separated"
        order={2}
        value={open}
        onChange={(value) => setOpened(STEPS.find((step) => step === value) ?? null)}
      >
        {STEPS.map((step, number) => (
          <OneStep key={step} {...{ step, number, at }} name={names[step]}>
            {step === open && contents[step]()}
          </OneStep>
        ))}
      </Accordion>
    </>
  )
}

type OneProps = {
  readonly step: Step
  readonly number: number
  /** How many are done. */
  readonly at: number
  /** Of what it has led to. */
  readonly name: string | undefined
  readonly children: ReactNode
}

function OneStep({ step, number, at, name, children }: OneProps) {
  const said = useSaid(START)
  const isDone = number < at
  return (
    <Accordion.Item value={step}>
      <Accordion.Control
        disabled={number > at}
        icon={
          <Badge circle size="lg" variant={isDone ? 'filled' : 'default'} color="teal.9">
            {isDone ? '✓' : number + 1}
          </Badge>
        }
      >
        <Text fw={600} component="span">
          {said[TITLES[step]]}
        </Text>
        {isDone && name !== undefined && (
          <Text c="dimmed" component="span" ml="sm" className="wrap">
            {name}
          </Text>
        )}
      </Accordion.Control>
      <Accordion.Panel>{children}</Accordion.Panel>
    </Accordion.Item>
  )
}

function AllDone() {
  const said = useSaid(START)
  const texts = useTexts()
  return (
    <Alert color="teal" variant="outline" title={said.allDone} role="status">
      {said.allDoneHint}
      <Group mt="sm">
        <Link to="/applications">{texts.applications}</Link>
        <Link to="/users">{texts.users}</Link>
        <Link to="/explain">{texts.explain}</Link>
      </Group>
    </Alert>
  )
}
