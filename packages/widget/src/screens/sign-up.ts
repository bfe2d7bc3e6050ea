// A new account; whoever has made it is logged in with it.
import { Fragment, h, type JSX } from 'preact'
import { useState } from 'preact/hooks'
import { PasswordField, TextField } from '../fields.ts'
import { Alert, Aside, Form, Submit, Turn } from '../pieces.ts'
import { signIn } from '../sign-in.ts'
import { IDENTIFIER_LABELS, IDENTIFIER_MISSING, type IdentifierKind } from '@symbolon/texts/identifiers'
import { asRefusal, rulesAfter, signUpWords, type Problems, type Refusal } from '../wording.ts'
import type { ScreenProps } from './screen.ts'

const FIELDS: Readonly<
  Record<IdentifierKind, { readonly type: 'email' | 'text' | 'tel'; readonly autocomplete: string }>
> = {
  email: { type: 'email', autocomplete: 'email' },
  username: { type: 'text', autocomplete: 'username' },
  phone_number: { type: 'tel', autocomplete: 'tel' },
}

type Values = Readonly<Record<IdentifierKind, string>>

/** How far the account is, and what leads on. */
function useSignUp(props: ScreenProps) {
  const { speech, directory, wanted, webAuth, tell } = props
  const { texts } = speech
  const kinds = directory.signup_fields
  const [isBusy, setBusy] = useState(false)
  const [problems, setProblems] = useState<Problems>({})
  const [refusal, setRefusal] = useState<Refusal | undefined>()

  const refuse = (thrown: unknown): void => {
    const why = asRefusal(thrown)
    setBusy(false)
    setRefusal(why)
    setProblems(signUpWords(texts, why, directory))
    tell('signup error', why)
  }
  const enter = async (username: string, password: string): Promise<void> => {
    const outcome = await signIn(webAuth, wanted, { realm: directory.name, username, password }, props.choose)
    if (outcome.kind === 'leaving') return
    if (outcome.kind === 'result') return props.done(outcome.result)
    if (outcome.kind === 'refused') tell('authorization_error', outcome.refusal)
    // The account is there: what is left is to log in, for which the box has another screen.
    props.turn('login')
  }
  const send = (values: Values, password: string): void => {
    const missing: Problems = Object.fromEntries([
      ...kinds.filter((kind) => values[kind].trim() === '').map((kind) => [kind, texts[IDENTIFIER_MISSING[kind]]]),
      ...(password === '' ? [['password', texts.passwordMissing]] : []),
    ])
    setProblems(missing)
    if (Object.keys(missing).length > 0) return
    setBusy(true)
    tell('signup submit')
    const fields = Object.fromEntries(kinds.map((kind) => [kind, values[kind].trim()]))
    webAuth.signup({ connection: directory.name, ...fields, password }, (error, made) => {
      if (error) return refuse(error)
      tell('signup success', made)
      const [kind = 'email'] = kinds
      void enter(values[kind].trim(), password)
    })
  }
  return { isBusy, problems, refusal, send }
}

export function SignUp(props: ScreenProps): JSX.Element {
  const { speech, directory, typed } = props
  const { texts } = speech
  const kinds = directory.signup_fields
  const { isBusy, problems, refusal, send } = useSignUp(props)
  const [values, setValues] = useState<Values>({ ...typed, phone_number: '' })
  const [password, setPassword] = useState('')
  const [first] = useState(kinds.find((kind) => values[kind] === ''))
  const change = (kind: IdentifierKind, value: string): void => {
    setValues({ ...values, [kind]: value })
    if (kind !== 'phone_number') props.type({ ...typed, [kind]: value })
  }
  const fields = kinds.map((kind) =>
    h(TextField, {
      key: kind,
      name: kind,
      label: texts[IDENTIFIER_LABELS[kind]],
      ...FIELDS[kind],
      value: values[kind],
      problem: problems[kind],
      isDoubtful: problems.form !== undefined,
      focus: props.mayFocus && kind === first,
      onType: (value: string) => change(kind, value),
    }),
  )
  const passwordField = h(PasswordField, {
    speech,
    name: 'password',
    label: texts.passwordLabel,
    autocomplete: 'new-password',
    value: password,
    problem: problems.password,
    focus: props.mayFocus && first === undefined,
    rules: rulesAfter(directory.password_rules, refusal),
    onType: setPassword,
  })
  const submit = h(Submit, { label: texts.signUpButton, isBusy })
  const toLogin = h(Turn, { label: texts.loginLink, to: () => props.turn('login') })
  return h(
    Fragment,
    null,
    h(Alert, { text: problems.form }),
    h(Form, { onSend: () => send(values, password), isBusy, problems }, fields, passwordField, submit),
    props.may.login ? h(Aside, { before: texts.haveAccount, turn: toLogin }) : null,
  )
}
