// The box: who speaks, and one screen at a time. It knows what people see; how they are logged in is sign-in.ts's affair.
import { Fragment, h, type JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { WebAuth } from '@symbolon/browser/legacy'
import { directoryOf, type Application } from './application.ts'
import type { BoxEvent } from './events.ts'
import type { Screen, Wanted } from './options.ts'
import { Alert, Aside, MailSign, Mark, Named, Turn } from './pieces.ts'
import { Forgotten } from './screens/forgotten.ts'
import { LogIn } from './screens/log-in.ts'
import type { ScreenProps, Typed } from './screens/screen.ts'
import { SignUp } from './screens/sign-up.ts'
import type { Speech } from './wording.ts'

export type BoxProps = {
  readonly application: Promise<Application>
  readonly wanted: Wanted
  readonly speech: Speech
  readonly webAuth: WebAuth
  /** Whether it stands above the page, where it has the focus from the start. */
  readonly isModal: boolean
  readonly tell: (event: BoxEvent, about?: unknown) => void
  readonly close: () => void
  readonly done: (result: unknown) => void
  readonly paint: (colours: Application['colours']) => void
}

type Shown = Screen | 'sent'

const READY: Readonly<Record<Screen, BoxEvent>> = {
  login: 'signin ready',
  signUp: 'signup ready',
  forgotPassword: 'forgot_password ready',
}

type Known = Application | undefined | 'unknown'

export function Box(props: BoxProps): JSX.Element {
  const { speech, wanted, isModal, close } = props
  const [application, setApplication] = useState<Known>()
  useEffect(() => {
    const take = (found: Application): void => {
      props.paint(found.colours)
      setApplication(found)
    }
    props.application.then(take, (error: unknown) => {
      setApplication('unknown')
      props.tell('unrecoverable_error', error)
    })
  }, [])
  const { texts } = speech
  const closes = isModal && wanted.closable
  return h(
    'div',
    { class: 'card', lang: speech.language, dir: speech.direction, 'aria-busy': application === undefined },
    closes ? h('button', { type: 'button', class: 'close', 'aria-label': texts.closeBox, onClick: close }, '×') : null,
    h(Inside, { ...props, known: application }),
  )
}

const Inside = (props: BoxProps & { readonly known: Known }): JSX.Element => {
  const { known, speech, wanted } = props
  const { texts } = speech
  if (known === undefined) return h('h2', { id: 'title' }, texts.loginTitle)
  const directory = known === 'unknown' ? undefined : directoryOf(known, wanted.connection)
  if (known === 'unknown' || !directory) {
    return h(
      Fragment,
      null,
      h('h2', { id: 'title' }, texts.loginTitle),
      h(Alert, { text: known === 'unknown' ? texts.tryAgain : texts.notHere }),
    )
  }
  return h(Screens, { ...props, application: known, directory })
}

type ScreensProps = Omit<BoxProps, 'application'> &
  Pick<ScreenProps, 'directory'> & { readonly application: Application }

function Screens({ application, directory, wanted, speech, isModal, ...props }: ScreensProps): JSX.Element {
  const { texts } = speech
  const isHosted = wanted.way === 'popup'
  const may: ScreenProps['may'] = {
    login: wanted.allowed.login,
    signUp: wanted.allowed.signUp && directory.showSignup && !isHosted,
    forgotPassword: wanted.allowed.forgotPassword && directory.showForgot && !isHosted,
  }
  const [screen, setScreen] = useState<Shown>(may[wanted.screen] ? wanted.screen : 'login')
  const [typed, type] = useState<Typed>(wanted.typed)
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
  const given: ScreenProps = {
    speech,
    directory,
    wanted,
    may,
    typed,
    type,
    turn,
    mayFocus: isModal || wasTurned.current,
    webAuth: props.webAuth,
    tell: props.tell,
    done: props.done,
  }
  const TITLES = {
    login: [texts.loginTitle, texts.loginLead],
    signUp: [texts.signUpTitle, texts.signUpLead],
    forgotPassword: [texts.forgotTitle, texts.forgotLead],
    sent: [texts.sentTitle, texts.sentLead],
  } as const
  const [title, lead] = TITLES[screen]
  return h(
    Fragment,
    null,
    h(Brand, { logo: wanted.logo ?? application.logo, name: application.name }),
    screen === 'sent' ? h(MailSign, null) : null,
    h('h2', { id: 'title', ref: heading, tabIndex: -1 }, title),
    h(
      'p',
      { class: 'lead', role: screen === 'sent' ? 'status' : undefined },
      h(Named, { text: lead, names: { app: application.name } }),
    ),
    h(Current, { screen, given, sent: () => turn('sent') }),
  )
}

const Brand = ({ logo, name }: { readonly logo: string | undefined; readonly name: string }): JSX.Element =>
  logo === undefined
    ? h('div', { class: 'brand' }, h(Mark, null), h('bdi', null, name))
    : h('div', { class: 'brand' }, h('img', { class: 'logo', src: logo, alt: name }))

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
