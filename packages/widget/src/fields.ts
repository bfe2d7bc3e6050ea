// The fields of the box's forms. Each has its label, what is wrong with it beside it, and says so to whoever cannot see it.
import { h, type JSX } from 'preact'
import { useState } from 'preact/hooks'
import { ruleWords, type PasswordRule } from '@symbolon/texts/password-rules'
import type { Speech } from './wording.ts'

type Field = {
  readonly name: string
  readonly label: string
  readonly type: 'email' | 'text' | 'tel' | 'password'
  readonly inputmode?: 'email' | 'tel' | undefined
  readonly autocomplete: string
  readonly value: string
  readonly problem?: string | undefined
  /** Whether what stands above the form is about this field too. */
  readonly isDoubtful?: boolean | undefined
  readonly focus?: boolean | undefined
  readonly onType: (value: string) => void
}

const valueOf = ({ currentTarget }: Event): string =>
  currentTarget instanceof HTMLInputElement ? currentTarget.value : ''

/** The field that a person is to begin with. */
const begin = (element: HTMLInputElement | null): void => element?.focus()

const described = ({ name, problem, isDoubtful }: Field, more?: string): string | undefined =>
  [problem === undefined ? undefined : `${name}-problem`, isDoubtful ? 'problem' : undefined, more]
    .filter((id) => id !== undefined)
    .join(' ') || undefined

const input = (field: Field, type: string, more?: string): JSX.Element =>
  h('input', {
    id: field.name,
    name: field.name,
    type,
    ...(field.inputmode === undefined ? {} : { inputmode: field.inputmode }),
    autocomplete: field.autocomplete,
    value: field.value,
    maxLength: field.type === 'password' ? 1024 : 320,
    dir: 'ltr',
    autocapitalize: 'none',
    spellcheck: false,
    required: true,
    'aria-invalid': field.problem !== undefined || field.isDoubtful ? 'true' : undefined,
    'aria-describedby': described(field, more),
    onInput: (event: Event) => field.onType(valueOf(event)),
    ...(field.focus ? { ref: begin } : {}),
  })

const problemOf = ({ name, problem }: Field): JSX.Element | null =>
  problem === undefined ? null : h('p', { class: 'problem', id: `${name}-problem` }, problem)

/** A line of text. */
export const TextField = (field: Field): JSX.Element =>
  h('div', { class: 'field' }, h('label', { for: field.name }, field.label), input(field, field.type), problemOf(field))

type PasswordProps = Omit<Field, 'type'> & {
  readonly speech: Speech
  readonly rules?: readonly PasswordRule[]
  readonly beside?: JSX.Element | null
}

/** A password, which its owner may look at. */
export function PasswordField({ speech: { texts }, rules, beside, ...given }: PasswordProps): JSX.Element {
  const [isShown, show] = useState(false)
  const field: Field = { ...given, type: 'password' }
  const toggle = {
    type: 'button',
    class: 'toggle',
    'aria-controls': field.name,
    'aria-label': isShown ? texts.hidePassword : texts.showPassword,
    onClick: () => show(!isShown),
  }
  return h(
    'div',
    { class: 'field' },
    h('label', { for: field.name }, field.label),
    h(
      'div',
      { class: 'input' },
      input(field, isShown ? 'text' : 'password', rules === undefined ? undefined : 'rules'),
      h('button', toggle, isShown ? texts.hideWord : texts.showWord),
    ),
    problemOf(field),
    rules === undefined
      ? null
      : h('div', { class: 'rules', id: 'rules' }, h('p', null, texts.rulesLabel), list({ texts }, rules)),
    beside,
  )
}

const list = (speech: Pick<Speech, 'texts'>, rules: readonly PasswordRule[]): JSX.Element =>
  h(
    'ul',
    null,
    rules.map((rule) =>
      h(
        'li',
        { class: rule.missed ? 'missed' : undefined },
        ruleWords(speech.texts, rule),
        rule.items === undefined ? null : list(speech, rule.items),
      ),
    ),
  )
