// A forgotten password: the server sends a link, and says the same to everybody.
import { Fragment, h, type JSX } from 'preact'
import { useState } from 'preact/hooks'
import { TextField } from '../fields.ts'
import { Alert, Aside, Form, Submit, Turn } from '../pieces.ts'
import { IDENTIFIER_LABELS, IDENTIFIER_MISSING } from '@symbolon/texts/identifiers'
import { asRefusal } from '../wording.ts'
import type { ScreenProps } from './screen.ts'

export function Forgotten(props: ScreenProps & { readonly sent: () => void }): JSX.Element {
  const { speech, directory, may, turn, typed, type } = props
  const { texts } = speech
  const [isBusy, setBusy] = useState(false)
  const [problems, setProblems] = useState<{ readonly form?: string; readonly email?: string }>({})
  const style = directory.identifier
  const name = typed.email || typed.username

  const send = (): void => {
    setProblems(name.trim() === '' ? { email: texts[IDENTIFIER_MISSING[style]] } : {})
    if (name.trim() === '') return
    setBusy(true)
    props.tell('forgot_password submit')
    props.webAuth.changePassword({ connection: directory.name, email: name.trim() }, (error) => {
      setBusy(false)
      if (!error) return props.sent()
      const { code } = asRefusal(error)
      setProblems({ form: code === 'too_many_requests' ? texts.addressThrottled : texts.tryAgain })
    })
  }

  return h(
    Fragment,
    null,
    h(Alert, { text: problems.form }),
    h(
      Form,
      { onSend: send, isBusy, problems },
      h(TextField, {
        name: 'email',
        label: texts[IDENTIFIER_LABELS[style]],
        type: 'text',
        inputmode: style === 'email' ? 'email' : undefined,
        autocomplete: 'username',
        value: name,
        problem: problems.email,
        focus: props.mayFocus,
        onType: (value) => type({ email: value, username: '' }),
      }),
      h(Submit, { label: texts.forgotButton, isBusy }),
    ),
    may.login ? h(Aside, { turn: h(Turn, { label: texts.backToLogin, to: () => turn('login') }) }) : null,
  )
}
