// The head of a screen, and what stands there before it knows anything or when it could not learn it.
import { Alert, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { fill, useTexts } from '../texts/index.ts'
import { whyOf } from './toast.tsx'

type Props = {
  readonly title: string
  readonly lead?: ReactNode
  readonly action?: ReactNode
  readonly children: ReactNode
}

export function Page({ title, lead, action, children }: Props) {
  useDocumentTitle(`${title} · Symbolon`)
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start">
        <div>
          <Title order={1} size="h2" className="wrap">
            {title}
          </Title>
          {lead !== undefined && (
            <Text c="dimmed" component="div" maw={640} className="wrap">
              {lead}
            </Text>
          )}
        </div>
        {action}
      </Group>
      {children}
    </Stack>
  )
}

/** Instead of what is not there yet, or could not be read. */
export function Waiting({ error }: { error: unknown }) {
  const texts = useTexts()
  if (error) {
    return (
      <Alert color="red" role="alert">
        {fill(texts.failed, { why: whyOf(error) })}
      </Alert>
    )
  }
  return (
    <Stack gap="sm" role="status" aria-label={texts.loading} aria-busy>
      <Skeleton height={36} />
      <Skeleton height={36} />
      <Skeleton height={36} />
    </Stack>
  )
}
