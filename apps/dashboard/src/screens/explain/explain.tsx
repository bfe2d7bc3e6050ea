// Why a token looks as it does: one that is pasted, or one that a request would get.
import { Card, Tabs } from '@mantine/core'
import { useState } from 'react'
import { Page, Waiting } from '../../parts/page.tsx'
import { CallRefused } from '../../session/call.ts'
import { useTexts } from '../../texts/index.ts'
import { useExplanation, type Asked } from './asked.ts'
import { Questions } from './questions.tsx'
import { RequestForm } from './request-form.tsx'
import { Told } from './told.tsx'
import { TokenForm } from './token-form.tsx'

const kindOf = (asked: Asked | undefined) => (asked === undefined || 'token' in asked ? 'token' : 'request')

/** Whoever has asked would rather read than look for it. */
const showFromTop = (answer: HTMLElement | null): void => answer?.scrollIntoView({ block: 'start' })

export function Explain() {
  const texts = useTexts()
  const { asked, answer, error, isBusy, round, ask } = useExplanation()
  const [shown, setShown] = useState<string | null>(kindOf(asked))
  const field = error instanceof CallRefused ? error.field : undefined
  const asking = {
    isBusy,
    problemOf: (name: string) => (error && field === name && kindOf(asked) === shown ? error.message : undefined),
    onAsk: ask,
  }
  return (
    <Page title={texts.explain} lead={texts.explainLead}>
      <Card withBorder padding="lg">
        <Tabs value={shown} onChange={setShown}>
          <Tabs.List mb="md">
            <Tabs.Tab value="token">{texts.explainPaste}</Tabs.Tab>
            <Tabs.Tab value="request">{texts.explainRequest}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="token">
            <TokenForm {...asking} first={asked && 'token' in asked ? asked.token : ''} />
          </Tabs.Panel>
          <Tabs.Panel value="request">
            <RequestForm {...asking} first={asked && !('token' in asked) ? asked : undefined} />
          </Tabs.Panel>
        </Tabs>
      </Card>
      {asked === undefined && <Questions />}
      {error && field === undefined && <Waiting error={error} />}
      {isBusy && <Waiting error={undefined} />}
      {answer && (
        <div ref={round > 0 ? showFromTop : null} className="told" key={round}>
          <Told answer={answer} />
        </div>
      )}
    </Page>
  )
}
