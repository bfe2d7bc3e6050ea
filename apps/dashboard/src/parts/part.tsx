// A part of a screen, under its own heading.
import { Card, Title } from '@mantine/core'
import type { ReactNode } from 'react'

type Props = {
  readonly title: string
  /** Of the heading: below that of the screen, or below another part's. */
  readonly order?: 2 | 3
  readonly children: ReactNode
}

export const Part = ({ title, order = 2, children }: Props) => (
  <Card withBorder padding="lg" component="section">
    <Title order={order} size="h4" mb="md">
      {title}
    </Title>
    {children}
  </Card>
)
