// The screens of somebody who logs in, one at a time.
import { h, type JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { WebAuth } from '@symbolon/browser/legacy'
import type { Texts } from '@symbolon/texts/en'
import type { Application, Directory } from '../application.ts'
import type { BoxEvent } from '../events.ts'
import { Frame } from '../frame.ts'
import type { Screen, Wanted } from '../options.ts'
import { Aside, MailSign, Turn } from '../pieces.ts'
import type { Speech } from '../wording.ts'
import { ChooseOrganization, useChoice } from './choose-organization.ts'
import { Forgotten } from './forgotten.ts'
import { LogIn } from './log-in.ts'
import type { ScreenProps, Typed } from './screen.ts'
import { SignUp } from './sign-up.ts'

type Props = {
  readonly application: Application
  readonly directory: Directory
  readonly wanted: Wanted
  readonly speech: Speech
  readonly webAuth: WebAuth
  readonly mayFocus: boolean
  readonly isLost: boolean
  readonly tell: (event: BoxEvent, about?: unknown) => void
  readonly done: (result: unknown) => void
  /** Back to the question to which organization somebody belongs; absent where they were not asked. */
  readonly toOrganization: (() => void) | undefined
}

type Shown = Screen | 'sent'

const READY: Readonly<Record<Screen, BoxEvent>> = {
  login: 'signin ready',
  signUp: 'signup ready',
  forgotPassword: 'forgot_password ready',
}

/** Title and lead. */
function headOf(texts: Texts, screen: Shown, { organization }: Application): readonly [string, string] {
  switch (screen) {
    case 'login':
      return [texts.loginTitle, organization ? texts.organizationLead : texts.loginLead]
    case 'signUp':
      return [texts.signUpTitle, organization ? texts.organizationLead : texts.signUpLead]
    case 'forgotPassword':
      return [texts.forgotTitle, texts.forgotLead]
    case 'sent':
      return [texts.sentTitle, texts.sentLead]
  }
}

export function Screens({ application, directory, wanted, speech, ...props }: Props): JSX.Element {
  const { texts } = speech
  const isHosted = wanted.way === 'popup'
  const may: ScreenProps['may'] = {
    login: wanted.allowed.login,
    signUp: wanted.allowed.signUp && directory.showSignup && !isHosted,
    forgotPassword: wanted.allowed.forgotPassword && directory.showForgot && !isHosted,
  }
  const [screen, setScreen] = useState<Shown>(may[wanted.screen] ? wanted.screen : 'login')
  const [typed, type] = useState<Typed>(wanted.typed)
  const { choice, choose } = useChoice()
  const wasTurned = useRef(false)
  const heading = useRef<HTMLHeadingElement>(null)
  const turn = (to: Shown): void => {
    wasTurned.current = true
    setScreen(to)
  }
  useEffect(() => {
    if (screen === 'sent') heading.current?.focus()
    else props.tell(READY[screen])
  }, [screen])
  useEffect(() => {
    if (choice) heading.current?.focus()
  }, [choice])
  const given: ScreenProps = {
    speech,
    directory,
    wanted,
    may,
    typed,
    type,
    turn,
    choose,
    mayFocus: props.mayFocus || wasTurned.current,
    isLost: props.isLost,
    webAuth: props.webAuth,
    tell: props.tell,
    done: props.done,
  }
  const [title, lead] = choice
    ? [texts.selectOrganizationTitle, texts.selectOrganizationLead]
    : headOf(texts, screen, application)
  const isNews = screen === 'sent'
  const { toOrganization } = props
  return h(
    Frame,
    { application, logo: wanted.logo, title, lead, isNews, heading, ...(isNews ? { sign: MailSign() } : {}) },
    toOrganization && screen === 'login' && !choice
      ? h(Turn, { label: texts.changeIdentifier, to: toOrganization })
      : null,
    choice ? h(ChooseOrganization, choice) : null,
    // What was begun there goes on when somebody has chosen.
    h('div', { hidden: choice !== undefined }, h(Current, { screen, given, sent: () => turn('sent') })),
  )
}

type CurrentProps = { readonly screen: Shown; readonly given: ScreenProps; readonly sent: () => void }

const Current = ({ screen, given, sent }: CurrentProps): JSX.Element | null => {
  switch (screen) {
    case 'login':
      return h(LogIn, given)
    case 'signUp':
      return h(SignUp, given)
    case 'forgotPassword':
      return h(Forgotten, { ...given, sent })
    case 'sent':
      return given.may.login
        ? h(Aside, { turn: h(Turn, { label: given.speech.texts.backToLogin, to: () => given.turn('login') }) })
        : null
  }
}
