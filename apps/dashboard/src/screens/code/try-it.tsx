// Trying code out: on somebody real or made up, and on what else is said of the request.
import { Button, Group, SegmentedControl, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { LineProblem } from '../../editor/line-problem.ts'
import { Part } from '../../parts/part.tsx'
import { useToast } from '../../parts/toast.tsx'
import { UserField } from '../../parts/user-field.tsx'
import { call, CallRefused } from '../../session/call.ts'
import type { User } from '../../session/nouns.ts'
import { fill } from '../../texts/index.ts'
import { RunResult } from './run-result.tsx'
import { problemOf, type Run } from './run.ts'
import { useCodeTexts } from './texts.ts'

type Json = Readonly<Record<string, unknown>>

export type Input = {
  /** As the code finds somebody; undefined: made up. */
  readonly user: Json | undefined
  /** What was written down of the rest. */
  readonly rest: Json
}

type Props = {
  /** What the rest is called in the code: `context` or `event`. */
  readonly rest: string
  /** Whether there is a user at all. */
  readonly hasUser: boolean
  /** What is written down at first. */
  readonly sample: { readonly user: Json; readonly rest: Json }
  readonly onRun: (input: Input) => Promise<Run>
  readonly onProblem: (problem: LineProblem | undefined) => void
}

class NoObject extends Error {
  readonly field: string

  constructor(message: string, field = '') {
    super(message)
    this.field = field
  }
}

/** @throws NoObject */
function objectIn(text: string): Json {
  if (text.trim() === '') return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new NoObject(error instanceof Error ? error.message : '')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NoObject(text.slice(0, 40))
  return value as Json
}

const written = (value: Json): string => JSON.stringify(value, null, 2)

/** @throws NoObject that names the field */
function read(field: string, text: string): Json {
  try {
    return objectIn(text)
  } catch (error) {
    throw error instanceof NoObject ? new NoObject(error.message, field) : error
  }
}

type Who = { readonly kind: 'made' | 'real'; readonly text: string; readonly person: User | undefined }

const userOf = async ({ kind, text, person }: Who): Promise<Json | undefined> => {
  if (kind === 'made') return read('user', text)
  return person && call<Json>('GET', `/users/${encodeURIComponent(person.user_id)}`)
}

export function TryIt({ rest, hasUser, sample, onRun, onProblem }: Props) {
  const texts = useCodeTexts()
  const { fail } = useToast()
  const [who, setWho] = useState<Who>(() => ({ kind: 'made', text: written(sample.user), person: undefined }))
  const [restText, setRestText] = useState(() => written(sample.rest))
  const [unread, setUnread] = useState<NoObject>()
  const [run, setRun] = useState<Run>()
  const [isBusy, setIsBusy] = useState(false)
  const start = async (): Promise<void> => {
    setIsBusy(true)
    setUnread(undefined)
    try {
      const user = hasUser ? await userOf(who) : undefined
      const answer = await onRun({ user, rest: read(rest, restText) })
      setRun(answer)
      onProblem(problemOf(answer))
    } catch (error) {
      if (error instanceof NoObject) setUnread(error)
      else fail(error instanceof CallRefused && error.field !== undefined ? `${error.field}: ${error.message}` : error)
    } finally {
      setIsBusy(false)
    }
  }
  const problemWith = (field: string): string | undefined =>
    unread?.field === field ? fill(texts.inputJson, { why: unread.message }) : undefined
  return (
    <Part title={texts.tryTitle}>
      <Stack gap="md">
        <Text c="dimmed" maw={640}>
          {texts.tryLead}
        </Text>
        {hasUser && <WhoField who={who} problem={problemWith('user')} onWho={setWho} />}
        <JsonField label={rest} value={restText} problem={problemWith(rest)} onChange={setRestText} />
        <Group>
          <Button type="button" loading={isBusy} onClick={() => void start()}>
            {texts.tryButton}
          </Button>
        </Group>
        {run && <RunResult run={run} />}
      </Stack>
    </Part>
  )
}

type WhoProps = { readonly who: Who; readonly problem: string | undefined; readonly onWho: (who: Who) => void }

function WhoField({ who, problem, onWho }: WhoProps) {
  const texts = useCodeTexts()
  return (
    <Stack gap="xs">
      <SegmentedControl
        aria-label={texts.user}
        value={who.kind}
        onChange={(kind) => onWho({ ...who, kind: kind === 'real' ? 'real' : 'made' })}
        data={[
          { value: 'made', label: texts.inputAsIs },
          { value: 'real', label: texts.inputUser },
        ]}
      />
      {who.kind === 'real' ? (
        <UserField label={texts.user} user={who.person} onUser={(person) => onWho({ ...who, person })} />
      ) : (
        <JsonField label="user" value={who.text} problem={problem} onChange={(text) => onWho({ ...who, text })} />
      )}
    </Stack>
  )
}

type JsonProps = {
  readonly label: string
  readonly value: string
  readonly problem: string | undefined
  readonly onChange: (value: string) => void
}

function JsonField({ label, value, problem, onChange }: JsonProps) {
  const texts = useCodeTexts()
  return (
    <Textarea
      label={label}
      description={texts.inputHint}
      error={problem}
      autosize
      minRows={2}
      maxRows={14}
      spellCheck={false}
      classNames={{ input: 'mono' }}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
