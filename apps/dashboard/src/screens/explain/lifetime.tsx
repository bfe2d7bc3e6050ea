// How long the token lives and who says so, and how much of its room it takes.
import { Progress, Text } from '@mantine/core'
import { use } from 'react'
import { Part } from '../../parts/part.tsx'
import { fill, inWords, LanguageContext, useTexts } from '../../texts/index.ts'
import type { Story } from './answer.ts'
import { PlaceLink } from './place-link.tsx'

export function Lifetime({ lifetime, size }: NonNullable<Story['token']>) {
  const texts = useTexts()
  const { language } = use(LanguageContext)
  return (
    <Part order={3} title={fill(texts.explainLifetime, { time: inWords(lifetime.seconds, language) })}>
      <Text c="dimmed">{lifetime.origin}</Text>
      <PlaceLink at={lifetime.at} />
      {size && <Size {...size} />}
    </Part>
  )
}

function Size({ bytes, budget }: { bytes: number; budget: number }) {
  const texts = useTexts()
  const words = fill(texts.explainSize, { bytes, budget })
  return (
    <>
      <Text size="sm" mt="md" mb={4}>
        {words}
      </Text>
      <Progress value={Math.min(100, (bytes / budget) * 100)} aria-label={words} />
    </>
  )
}
