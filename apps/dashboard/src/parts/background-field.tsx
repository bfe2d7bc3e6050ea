// A background: one colour, or two that run into each other.
import { Group, NumberInput, SegmentedControl, Stack, Text } from '@mantine/core'
import type { ComponentProps } from 'react'
import { useSaid } from '../texts/index.ts'
import { ColorField } from './color-field.tsx'

type Props = ComponentProps<typeof ColorField>

type Gradient = {
  readonly type: 'linear-gradient'
  readonly start: unknown
  readonly end: unknown
  readonly angle_deg: number
}

const SAID = {
  plain: { en: 'One colour', de: 'Eine Farbe' },
  gradient: { en: 'Gradient', de: 'Verlauf' },
  start: { en: 'From', de: 'Von' },
  end: { en: 'To', de: 'Bis' },
  angle: { en: 'Angle (degrees)', de: 'Winkel (Grad)' },
} as const

const gradientIn = (value: unknown): Gradient | undefined =>
  typeof value === 'object' && value !== null && 'start' in value ? Object(value) : undefined

export function BackgroundField({ label, value, onChange, ...shared }: Props) {
  const said = useSaid(SAID)
  const gradient = gradientIn(value)
  const turn = (kind: string): void => {
    if (kind === 'plain') return onChange(gradient?.start)
    const start = value ?? shared.otherwise
    onChange({ type: 'linear-gradient', start, end: start, angle_deg: 180 } satisfies Gradient)
  }
  return (
    <fieldset className="plain">
      <Text component="legend" size="sm" fw={600} mb={6}>
        {label}
      </Text>
      <Stack gap="sm">
        <Group>
          <SegmentedControl
            aria-label={label}
            value={gradient ? 'gradient' : 'plain'}
            onChange={turn}
            data={[
              { value: 'plain', label: said.plain },
              { value: 'gradient', label: said.gradient },
            ]}
          />
        </Group>
        {gradient ? (
          <GradientFields {...shared} gradient={gradient} onChange={onChange} />
        ) : (
          <ColorField {...shared} label={said.plain} value={value} onChange={onChange} />
        )}
      </Stack>
    </fieldset>
  )
}

type GradientProps = Pick<Props, 'error' | 'name' | 'otherwise'> & {
  readonly gradient: Gradient
  readonly onChange: (gradient: Gradient) => void
}

function GradientFields({ gradient, error, name, otherwise, onChange }: GradientProps) {
  const said = useSaid(SAID)
  return (
    <>
      {(['start', 'end'] as const).map((end) => (
        <ColorField
          key={end}
          label={said[end]}
          description={undefined}
          error={end === 'start' ? error : undefined}
          name={`${name}.${end}`}
          otherwise={otherwise}
          value={gradient[end]}
          onChange={(colour) => onChange({ ...gradient, [end]: colour })}
        />
      ))}
      <NumberInput
        label={said.angle}
        name={`${name}.angle_deg`}
        min={0}
        max={360}
        hideControls
        maw={360}
        value={gradient.angle_deg}
        onChange={(angle) => onChange({ ...gradient, angle_deg: Number(angle) })}
      />
    </>
  )
}
