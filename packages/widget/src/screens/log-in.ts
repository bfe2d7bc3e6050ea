// Name and password; or, where the server's own page does it, one button.
import { Fragment, h, type JSX } from 'preact'
import { useState } from 'preact/hooks'
import { PasswordField, TextField } from '../fields.ts'
import { Alert, Aside, Form, Submit, Turn } from '../pieces.ts'
import { signIn, signInAtServer, type Outcome } from '../sign-in.ts'
import { IDENTIFIER_LABELS, IDENTIFIER_MISSING } from '@symbolon/texts/identifiers'
import { loginWords } from '../wording.ts'
import type { ScreenProps } from './screen.ts'

type Problems = { readonly form?: string; readonly username?: string; readonly password?: string }

/** How far the login is, and what leads on. */
function useLogin(props: ScreenProps, username: string) {
  const { wanted, directory, webAuth, tell } = props
  const { texts } = props.speech
  const [isBusy, setBusy] = useState(false)
  const [problems, setProblems] = useState<Problems>({})
  // A login that the browser has lost once it would lose again.
  const [isLost, setLost] = useState(props.isLost)
  const [needsPage, setNeedsPage] = useState(wanted.way === 'popup' || isLost)

  const take = (outcome: Outcome): void => {
    if (outcome.kind === 'leaving') return
    setBusy(false)
    if (outcome.kind === 'result') return props.done(outcome.result)
    if (outcome.kind === 'page') {
      setLost(outcome.isLost)
      return setNeedsPage(true)
    }
    tell('authorization_error', outcome.refusal)
    // Whoever has closed the window knows.
    if (outcome.refusal.code === 'popup_closed') return
    setProblems({ form: loginWords(texts, outcome.refusal, directory.identifier) })
  }
  const send = (password: string): void => {
    const missing: Problems = {
      ...(username === '' ? { username: texts[IDENTIFIER_MISSING[directory.identifier]] } : {}),
      ...(password === '' ? { password: texts.passwordMissing } : {}),
    }
    setProblems(missing)
    if (Object.keys(missing).length > 0) return
    setBusy(true)
    tell('signin submit')
    void signIn(webAuth, wanted, { realm: directory.name, username, password }, props.choose).then(take)
  }
  const open = (): void => {
    setLost(false)
    setProblems({})
    setBusy(true)
    tell('signin submit')
    void signInAtServer(webAuth, wanted, username).then(take)
  }
  return { isBusy, problems, isLost, needsPage, send, open }
}

export function LogIn(props: ScreenProps): JSX.Element {
  const { typed, wanted, speech, may } = props
  const username = props.directory.identifier === 'username' ? typed.username : typed.email || typed.username
  const { isBusy, problems, isLost, needsPage, send, open } = useLogin(props, username.trim())
  const { texts } = speech
  const button = wanted.way === 'popup' ? texts.loginButton : texts.continue
  const toSignUp = h(Turn, { label: texts.signUpLink, to: () => props.turn('signUp') })
  return h(
    Fragment,
    null,
    h(Alert, { text: isLost ? texts.loginLost : problems.form }),
    needsPage
      ? h(Form, { onSend: open, isBusy, problems }, h(Submit, { label: button, isBusy }))
      : h(NameAndPassword, { ...props, username, isBusy, problems, send }),
    may.signUp ? h(Aside, { before: texts.noAccount, turn: toSignUp }) : null,
  )
}

type FieldsProps = ScreenProps & {
  readonly username: string
  readonly isBusy: boolean
  readonly problems: Problems
  readonly send: (password: string) => void
}

function NameAndPassword(props: FieldsProps): JSX.Element {
  const { speech, username, isBusy, problems } = props
  const { texts } = speech
  const style = props.directory.identifier
  const [password, setPassword] = useState('')
  const [first] = useState(username === '' ? 'username' : 'password')
  const isDoubtful = problems.form !== undefined
  const toForgotten = h(Turn, { label: texts.forgotLink, to: () => props.turn('forgotPassword') })
  return h(
    Form,
    { onSend: () => props.send(password), isBusy, problems },
    h(TextField, {
      name: 'username',
      label: texts[IDENTIFIER_LABELS[style]],
      type: style === 'phone_number' ? 'tel' : 'text',
      inputmode: style === 'email' ? 'email' : undefined,
      autocomplete: 'username',
      value: username,
      problem: problems.username,
      isDoubtful,
      focus: props.mayFocus && first === 'username',
      onType: (value) =>
        props.type(style === 'username' ? { ...props.typed, username: value } : { email: value, username: '' }),
    }),
    h(PasswordField, {
      speech,
      name: 'password',
      label: texts.passwordLabel,
      autocomplete: 'current-password',
      value: password,
      problem: problems.password,
      isDoubtful,
      focus: props.mayFocus && first === 'password',
      onType: setPassword,
      beside: props.may.forgotPassword ? toForgotten : null,
    }),
    h(Submit, { label: texts.loginButton, isBusy }),
  )
}
