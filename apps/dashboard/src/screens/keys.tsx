// The keys that sign: one ring for each algorithm, with what signed before, what signs, and what will sign next.
import { Badge, Button, Card, Group, Modal, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { use } from 'react'
import { Page, Waiting } from '../parts/page.tsx'
import { useToast } from '../parts/toast.tsx'
import { call } from '../session/call.ts'
import { useOne } from '../session/lists.ts'
import { fill, LanguageContext, useTexts, type TextKey } from '../texts/index.ts'

type Key = {
  readonly kid: string
  readonly alg: string
  readonly current: boolean
  readonly next: boolean
  readonly previous: boolean
  readonly revoked: boolean
  readonly current_since?: string
  readonly current_until?: string
}

const PATH = '/keys/signing'

export function Keys() {
  const texts = useTexts()
  const { data, error } = useOne<readonly Key[]>(PATH)
  const algorithms = [...new Set((data ?? []).map(({ alg }) => alg))]
  return (
    <Page title={texts.keys} lead={texts.keysLead}>
      {!data && <Waiting error={error} />}
      {algorithms.map((alg) => (
        <Ring key={alg} alg={alg} keys={(data ?? []).filter((key) => key.alg === alg)} />
      ))}
    </Page>
  )
}

/** In the order of their lives: the last that signed, the one that does, the one that will. */
const orderOf = ({ revoked, previous, current }: Key): number => (revoked ? 0 : previous ? 1 : current ? 2 : 3)

function Ring({ alg, keys }: { alg: string; keys: readonly Key[] }) {
  const texts = useTexts()
  return (
    <Card withBorder padding="lg" component="section" aria-label={alg}>
      <Group justify="space-between" mb="md">
        <Title order={2} size="h4">
          {alg}
        </Title>
        <Rotate alg={alg} />
      </Group>
      <Stack component="ol" className="story" gap="md" aria-label={texts.keys}>
        {keys
          .toSorted((one, other) => orderOf(one) - orderOf(other))
          .map((key) => (
            <OneKey key={key.kid} signingKey={key} />
          ))}
      </Stack>
    </Card>
  )
}

const stateOf = ({ revoked, current, next }: Key): TextKey =>
  revoked ? 'keyRevoked' : current ? 'keyCurrent' : next ? 'keyNext' : 'keyPrevious'

function OneKey({ signingKey }: { signingKey: Key }) {
  const texts = useTexts()
  const { language } = use(LanguageContext)
  const { current, kid, current_since, current_until } = signingKey
  const when = (time: string): string => new Date(time).toLocaleString(language)
  return (
    <li>
      <Badge variant={current ? 'filled' : 'default'} tt="none" mr="xs">
        {texts[stateOf(signingKey)]}
      </Badge>
      <span className="mono">{kid}</span>
      {current_since !== undefined && (
        <Text size="sm" c="dimmed">
          {fill(texts.keySince, { time: when(current_since) })}
          {current_until !== undefined && ` ${fill(texts.keyUntil, { time: when(current_until) })}`}
        </Text>
      )}
    </li>
  )
}

function Rotate({ alg }: { alg: string }) {
  const texts = useTexts()
  const { say, fail } = useToast()
  const queries = useQueryClient()
  const [isOpen, { open, close }] = useDisclosure()
  const rotate = async (): Promise<void> => {
    close()
    try {
      await call('POST', `${PATH}/rotate`, { alg })
      await queries.invalidateQueries({ queryKey: [PATH] })
      say(texts.keyRotated)
    } catch (error) {
      fail(error)
    }
  }
  return (
    <>
      <Button variant="default" onClick={open} aria-label={`${texts.keyRotate}: ${alg}`}>
        {texts.keyRotate}
      </Button>
      <Modal opened={isOpen} onClose={close} title={texts.keyRotate} closeButtonProps={{ 'aria-label': texts.close }}>
        <Text size="sm" mb="md">
          {texts.keyRotateHint}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {texts.cancel}
          </Button>
          <Button data-autofocus onClick={() => void rotate()}>
            {texts.keyRotate}
          </Button>
        </Group>
      </Modal>
    </>
  )
}
