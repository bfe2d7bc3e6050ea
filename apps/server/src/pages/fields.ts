// The fields of forms. Each has its label, what is wrong with it beside it, and says so to whoever cannot see it.
import { attributes, html, type Html } from './html.ts'
import type { PageContext } from './page.ts'
import { IDENTIFIER_LABELS, type IdentifierStyle } from '@symbolon/texts/identifiers'
import { ruleWords, type PasswordRule } from '@symbolon/texts/password-rules'

type Field = {
  readonly name: string
  readonly label: string
  readonly type: 'email' | 'text' | 'tel'
  /** Default: as the type. */
  readonly inputmode?: 'email' | undefined
  readonly autocomplete: string
  readonly value: string
  readonly maxLength: number
  readonly problem?: string | undefined
  /** Whether an alert above the form is about this field too. */
  readonly isDoubtful?: boolean | undefined
  readonly focus?: boolean | undefined
}

/** A line of text. What is wrong is judged by the server, in the language of the page. */
export const textField = (field: Field): Html => html`<div class="field">
<label for="${field.name}">${field.label}</label>
<div class="input"><input${attributes({
  id: field.name,
  name: field.name,
  type: field.type,
  inputmode: field.inputmode ?? field.type,
  autocomplete: field.autocomplete,
  value: field.value,
  maxlength: field.maxLength,
  dir: 'ltr',
  autocapitalize: 'none',
  autocorrect: 'off',
  spellcheck: 'false',
  required: true,
  autofocus: field.focus,
  ...description(field),
})}></div>
${problemOf(field)}
</div>`

type IdentifierField = Pick<Field, 'value' | 'problem' | 'isDoubtful' | 'focus'> & {
  readonly name: 'username' | 'email'
  readonly style: IdentifierStyle
}

/** Longest name, address or number that is taken. */
export const MAX_IDENTIFIER = 320

/** Who somebody is. */
export const identifierField = ({ texts }: PageContext, { style, ...field }: IdentifierField): Html =>
  textField({
    ...field,
    label: texts[IDENTIFIER_LABELS[style]],
    type: style === 'phone_number' ? 'tel' : 'text',
    inputmode: style === 'email' ? 'email' : undefined,
    autocomplete: 'username',
    maxLength: MAX_IDENTIFIER,
  })

type PasswordField = Omit<Field, 'type' | 'value' | 'maxLength'> & {
  /** To the right of the label. */
  readonly beside?: Html | undefined
  /** Between label and field: what the password needs. */
  readonly rules?: Html | undefined
}

/** Longest password that is taken, in UTF-16 code units. */
export const MAX_PASSWORD = 1024

/** A password: never sent back, and shown only to who typed it. */
export const passwordField = ({ texts }: PageContext, field: PasswordField): Html => html`<div class="field">
<div class="label-row"><label for="${field.name}">${field.label}</label></div>
<div class="input"><input${attributes({
  id: field.name,
  name: field.name,
  type: 'password',
  autocomplete: field.autocomplete,
  maxlength: MAX_PASSWORD,
  dir: 'ltr',
  autocapitalize: 'none',
  autocorrect: 'off',
  spellcheck: 'false',
  required: true,
  autofocus: field.focus,
  ...description(field, field.rules === undefined ? undefined : 'rules'),
})}><button${attributes({
  type: 'button',
  class: 'toggle',
  hidden: true,
  'aria-controls': field.name,
  'aria-label': texts.showPassword,
  'data-shows': field.name,
  'data-show': texts.showWord,
  'data-hide': texts.hideWord,
  'data-show-label': texts.showPassword,
  'data-hide-label': texts.hidePassword,
})}>${texts.showWord}</button></div>
${problemOf(field)}
${field.rules}
${field.beside}
</div>`

type Described = Pick<Field, 'name' | 'problem' | 'isDoubtful'>

const description = ({ name, problem, isDoubtful }: Described, more?: string) => {
  const ids = [problem === undefined ? undefined : `${name}-problem`, isDoubtful ? 'problem' : undefined, more]
  return {
    'aria-invalid': problem !== undefined || isDoubtful ? 'true' : undefined,
    'aria-describedby': ids.filter((id) => id !== undefined).join(' ') || undefined,
  }
}

const problemOf = ({ name, problem }: Described): Html | undefined =>
  problem === undefined ? undefined : html`<p class="problem" id="${name}-problem">${problem}</p>`

/** What the password needs, as a list that its field names as its description. */
export const rulesList = ({ texts }: PageContext, rules: readonly PasswordRule[]): Html => {
  const item = (rule: PasswordRule): Html => {
    const inner = rule.items === undefined ? undefined : html`<ul>${rule.items.map(item)}</ul>`
    return html`<li${attributes({ class: rule.missed ? 'missed' : undefined })}>${ruleWords(texts, rule)}${inner}</li>`
  }
  return html`<div class="rules" id="rules"><p>${texts.rulesLabel}</p><ul>${rules.map(item)}</ul></div>`
}
