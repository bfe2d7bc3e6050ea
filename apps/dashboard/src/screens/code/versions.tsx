// What was deployed, newest first, and the way back to it.
import { Alert, Badge, Button, Card, Code, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { use } from 'react'
import { Waiting } from '../../parts/page.tsx'
import { useToast } from '../../parts/toast.tsx'
import { useList } from '../../session/lists.ts'
import { fill, LanguageContext, useTexts } from '../../texts/index.ts'
import { useCodeTexts } from './texts.ts'

export type Version = {
  readonly id: string
  readonly number: number
  readonly created_at: string
  readonly code: string
}

/** Each with `{number}` in it, but `button`. */
type Words = { readonly button: string; readonly about: string; readonly hint: string; readonly done: string }

type Props = {
  /** Where the Management API has them. */
  readonly path: string
  /** The number of the one that runs. */
  readonly current: number | undefined
  /** What going back is called here. */
  readonly words: Words
  readonly onGoBack: (version: Version) => Promise<unknown>
}

export function Versions({ path, current, words, onGoBack }: Props) {
  const texts = useCodeTexts()
  const { data, error } = useList<Version>(path, 'versions')
  if (!data) return <Waiting error={error} />
  if (data.items.length === 0) return <Alert variant="outline">{texts.versionsEmpty}</Alert>
  return (
    <Stack component="ol" gap="xs" className="story" aria-label={texts.versions}>
      {data.items.map((version) => (
        <OneVersion key={version.id} {...{ version, words, onGoBack }} isCurrent={version.number === current} />
      ))}
    </Stack>
  )
}

type OneProps = Pick<Props, 'words' | 'onGoBack'> & { readonly version: Version }

function OneVersion({ version, isCurrent, ...back }: OneProps & { readonly isCurrent: boolean }) {
  const texts = useCodeTexts()
  const { language } = use(LanguageContext)
  const title = fill(texts.versionOf, { number: version.number })
  return (
    <Card withBorder padding="sm" component="li">
      <Group justify="space-between" align="flex-start">
        <Group gap="xs">
          <strong>{title}</strong>
          <Text size="sm" c="dimmed">
            {new Date(version.created_at).toLocaleString(language)}
          </Text>
          {isCurrent && (
            <Badge color="teal.9" tt="none" autoContrast>
              {texts.runsNow}
            </Badge>
          )}
        </Group>
        {!isCurrent && <GoBack version={version} {...back} />}
      </Group>
      <details>
        <summary>{texts.shownCode}</summary>
        <Code block mt="sm" className="wrap" tabIndex={0} role="group" aria-label={title}>
          {version.code}
        </Code>
      </details>
    </Card>
  )
}

function GoBack({ version, words, onGoBack }: OneProps) {
  const texts = useTexts()
  const { say, fail } = useToast()
  const queries = useQueryClient()
  const [isOpen, { open, close }] = useDisclosure()
  const { number } = version
  const again = async (): Promise<void> => {
    close()
    try {
      await onGoBack(version)
      say(fill(words.done, { number }))
      await queries.invalidateQueries()
    } catch (error) {
      fail(error)
    }
  }
  return (
    <>
      <Button size="xs" variant="default" aria-label={fill(words.about, { number })} onClick={open}>
        {words.button}
      </Button>
      <Modal opened={isOpen} onClose={close} title={words.button} closeButtonProps={{ 'aria-label': texts.close }}>
        <Text size="sm" mb="md">
          {fill(words.hint, { number })}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {texts.cancel}
          </Button>
          <Button data-autofocus onClick={() => void again()}>
            {words.button}
          </Button>
        </Group>
      </Modal>
    </>
  )
}
