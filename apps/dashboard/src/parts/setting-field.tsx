// One setting: its name, what it means, what is wrong with it.
import { Checkbox, NativeSelect, NumberInput, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core'
import { use } from 'react'
import { inWords, LanguageContext, useSay, useTexts } from '../texts/index.ts'
import { CodeEditor } from '../editor/code-editor.tsx'
import { BackgroundField } from './background-field.tsx'
import { ColorField } from './color-field.tsx'
import { JsonField } from './json-field.tsx'
import { MapField } from './map-field.tsx'
import type { Field, Option } from './section.ts'

type Props = {
  readonly field: Field
  readonly value: unknown
  readonly problem: string | undefined
  readonly onChange: (value: unknown) => void
}

const linesOf = (value: unknown): string => (Array.isArray(value) ? value.join('\n') : '')

/** What an optional field is without a value: taken away by itself, or left out of what it stands in. */
const nothingAt = ({ name, isOptional }: Field): unknown =>
  isOptional === true ? (name.includes('.') ? undefined : null) : ''

export function SettingField({ field, value, problem, onChange }: Props) {
  const say = useSay()
  const shared = {
    label: say(field.label),
    description: field.hint && say(field.hint),
    error: problem,
    name: field.name,
  }
  switch (field.kind) {
    case 'text':
      return (
        <TextInput
          {...shared}
          value={String(value ?? '')}
          onChange={(event) => onChange(event.currentTarget.value || nothingAt(field))}
        />
      )
    case 'map':
      return <MapField {...shared} value={value} onChange={onChange} />
    case 'json':
      return <JsonField {...shared} value={value} nothing={field.isOptional ? null : {}} onChange={onChange} />
    case 'lines':
      return <LinesField {...shared} value={value} onChange={onChange} />
    case 'number':
    case 'seconds':
    case 'hours':
      return (
        <NumberField
          {...shared}
          seconds={SECONDS[field.kind]}
          value={value}
          onChange={onChange}
          nothing={field.isOptional ? nothingAt(field) : null}
        />
      )
    case 'color':
      return <ColorField {...shared} otherwise={field.otherwise} value={value} onChange={onChange} />
    case 'background':
      return <BackgroundField {...shared} otherwise={field.otherwise} value={value} onChange={onChange} />
    case 'perhaps':
      return <PerhapsField {...shared} field={field} value={value} onChange={onChange} />
    case 'switch':
      return <Switch {...shared} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
    case 'one':
      return <ChoiceField {...shared} field={field} value={value} onChange={onChange} />
    case 'code':
      return (
        <CodeEditor {...shared} members={field.members} problem={field.problem} value={value} onChange={onChange} />
      )
    case 'several':
      return <Several field={field} label={shared.label} value={value} onChange={onChange} />
  }
}

type Shared = { label: string; description: string | undefined; error: string | undefined; name: string }

type LinesProps = Shared & { value: unknown; onChange: (value: unknown) => void }

const LinesField = ({ value, onChange, ...shared }: LinesProps) => (
  <Textarea
    {...shared}
    autosize
    minRows={2}
    maxRows={8}
    spellCheck={false}
    classNames={{ input: 'mono' }}
    value={linesOf(value)}
    onChange={(event) => onChange(event.currentTarget.value === '' ? [] : event.currentTarget.value.split('\n'))}
    onBlur={() => Array.isArray(value) && onChange(value.map((line) => String(line).trim()).filter(Boolean))}
  />
)

type ChoiceProps = Shared & {
  field: Field & { readonly options: readonly Option[]; readonly mayBeEmpty?: boolean }
  value: unknown
  onChange: (value: unknown) => void
}

function ChoiceField({ field, value, onChange, ...shared }: ChoiceProps) {
  const texts = useTexts()
  const { mayBeEmpty = false, isOptional = false, options } = field
  const isUnset = (value ?? undefined) === undefined
  // What is set and not offered here stays.
  const isKnown = options.some((option) => (typeof option === 'string' ? option : option.value) === value)
  const kept = isUnset || value === '' || isKnown ? [] : [String(value)]
  const none = mayBeEmpty ? '' : isOptional ? nothingAt(field) : undefined
  return (
    <NativeSelect
      {...shared}
      value={String(value ?? '')}
      onChange={(event) => onChange(event.currentTarget.value || none)}
      data={[
        ...(mayBeEmpty ? [{ value: '', label: texts.noChoice }] : []),
        ...(!mayBeEmpty && (isOptional || isUnset) ? [{ value: '', label: texts.standard }] : []),
        ...options,
        ...kept,
      ]}
    />
  )
}

type PerhapsProps = Shared & { field: Field; value: unknown; onChange: (value: unknown) => void }

function PerhapsField({ field, value, onChange, ...shared }: PerhapsProps) {
  const texts = useTexts()
  return (
    <NativeSelect
      {...shared}
      value={typeof value === 'boolean' ? String(value) : ''}
      onChange={({ currentTarget: { value: chosen } }) =>
        onChange(chosen === '' ? nothingAt({ ...field, isOptional: true }) : chosen === 'true')
      }
      data={[
        { value: '', label: texts.standard },
        { value: 'true', label: texts.yes },
        { value: 'false', label: texts.no },
      ]}
    />
  )
}

/** How many seconds one of it is; none: it is no time. */
const SECONDS = { number: undefined, seconds: 1, hours: 3600 } as const

type NumberProps = Shared & {
  seconds: number | undefined
  value: unknown
  /** What it is when the field is empty. */
  nothing: unknown
  onChange: (value: unknown) => void
}

function NumberField({ seconds, value, nothing, onChange, description, ...shared }: NumberProps) {
  const { language } = use(LanguageContext)
  const words = seconds !== undefined && typeof value === 'number' ? inWords(value * seconds, language) : undefined
  return (
    <NumberInput
      {...shared}
      description={[description, words && `= ${words}`].filter(Boolean).join(' ') || undefined}
      allowDecimal={seconds === 3600}
      hideControls
      maw={360}
      value={typeof value === 'number' ? value : ''}
      onChange={(typed) => onChange(typed === '' ? nothing : Number(typed))}
    />
  )
}

type SeveralProps = {
  field: Field & { options: readonly string[] }
  label: string
  value: unknown
  onChange: (value: unknown) => void
}

function Several({ field, label, value, onChange }: SeveralProps) {
  const chosen = new Set(Array.isArray(value) ? value.map(String) : [])
  // What is set and not offered here stays.
  const all = [...field.options, ...[...chosen].filter((one) => !field.options.includes(one))]
  return (
    <fieldset name={field.name} style={{ border: 0, padding: 0, margin: 0 }}>
      <Text component="legend" size="sm" fw={600} mb={6}>
        {label}
      </Text>
      <Stack gap={6}>
        {all.map((one) => (
          <Checkbox
            key={one}
            label={<span className="mono">{one}</span>}
            checked={chosen.has(one)}
            onChange={() => onChange(all.filter((other) => (other === one ? !chosen.has(one) : chosen.has(other))))}
          />
        ))}
      </Stack>
    </fieldset>
  )
}
