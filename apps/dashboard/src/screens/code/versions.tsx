// What was deployed, newest first, and the way back to it.
import { Alert, Badge, Button, Card, Code, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { use } from 'react'
import { Waiting } from '../../parts/page.tsx'
import { useToast } from '../../parts/toast.tsx'
import { call } from '../../session/call.ts'
import { useList } from '../../session/lists.ts'
import { fill, LanguageContext, useTexts } from '../../texts/index.ts'
import { pathOf, type Action, type Version } from './action.ts'
import { useActionTexts } from './texts.ts'

export function Versions({ action }: { action: Action }) {
  const words = useActionTexts()
  const { data, error } = useList<Version>(`${pathOf(action.id)}/versions`, 'versions')
  if (!data) return <Waiting error={error} />
  if (data.items.length === 0) return <Alert variant="outline">{words.versionsEmpty}</Alert>
  return (
    <Stack component="ol" gap="xs" className="story" aria-label={words.versions}>
      {data.items.map((version) => (
        <OneVersion key={version.id} action={action} version={version} />
      ))}
    </Stack>
  )
}

function OneVersion({ action, version }: { action: Action; version: Version }) {
  const words = useActionTexts()
  const { language } = use(LanguageContext)
  const title = fill(words.versionOf, { number: version.number })
  return (
    <Card withBorder padding="sm" component="li">
      <Group justify="space-between" align="flex-start">
        <Group gap="xs">
          <strong>{title}</strong>
          <Text size="sm" c="dimmed">
            {new Date(version.created_at).toLocaleString(language)}
          </Text>
          {version.deployed && (
            <Badge color="teal.9" tt="none" autoContrast>
              {words.runsNow}
            </Badge>
          )}
        </Group>
        {!version.deployed && <GoBack action={action} version={version} />}
      </Group>
      <details>
        <summary>{words.shownCode}</summary>
        <Code block mt="sm" className="wrap" tabIndex={0} role="group" aria-label={title}>
          {version.code}
        </Code>
      </details>
    </Card>
  )
}

function GoBack({ action, version: { id, number } }: { action: Action; version: Version }) {
  const texts = useTexts()
  const words = useActionTexts()
  const { say, fail } = useToast()
  const queries = useQueryClient()
  const [isOpen, { open, close }] = useDisclosure()
  const again = async (): Promise<void> => {
    close()
    try {
      await call('POST', `${pathOf(action.id)}/versions/${encodeURIComponent(id)}/deploy`, { update_draft: true })
      say(fill(words.deployed, { number }))
      await queries.invalidateQueries()
    } catch (error) {
      fail(error)
    }
  }
  return (
    <>
      <Button size="xs" variant="default" aria-label={fill(words.deployAgainAbout, { number })} onClick={open}>
        {words.deployAgain}
      </Button>
      <Modal opened={isOpen} onClose={close} title={words.deployAgain} closeButtonProps={{ 'aria-label': texts.close }}>
        <Text size="sm" mb="md">
          {fill(words.deployAgainHint, { number })}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {texts.cancel}
          </Button>
          <Button data-autofocus onClick={() => void again()}>
            {words.deployAgain}
          </Button>
        </Group>
      </Modal>
    </>
  )
}
