// The box: who speaks, and what is asked first. It knows what people see; how they are logged in is sign-in.ts's affair.
import { Fragment, h, type JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { WebAuth } from '@symbolon/browser/legacy'
import { directoryOf, OrganizationUnknown, type Application } from './application.ts'
import type { BoxEvent } from './events.ts'
import { Frame } from './frame.ts'
import type { Wanted } from './options.ts'
import { Alert } from './pieces.ts'
import { Organization } from './screens/organization.ts'
import { Screens } from './screens/screens.ts'
import type { Speech } from './wording.ts'

export type BoxProps = {
  readonly application: Promise<Application>
  /** The application within an organization that somebody has named. @throws OrganizationUnknown */
  readonly within: (organization: string) => Promise<Application>
  readonly wanted: Wanted
  readonly speech: Speech
  readonly webAuth: WebAuth
  /** Whether it stands above the page, where it has the focus from the start. */
  readonly isModal: boolean
  /** Whether the browser has lost the login that was begun in it: then only the server's own page can do it. */
  readonly isLost: boolean
  readonly tell: (event: BoxEvent, about?: unknown) => void
  readonly close: () => void
  readonly done: (result: unknown) => void
  readonly paint: (colours: Application['colours']) => void
}

/** The application, or why nothing is known about it; undefined while it is being asked for. */
type Known = Application | 'unknown' | 'unknown organization' | undefined

export function Box(props: BoxProps): JSX.Element {
  const { speech, wanted, isModal, close } = props
  const [known, setKnown] = useState<Known>()
  const take = (found: Application): void => {
    props.paint(found.colours)
    setKnown(found)
  }
  useEffect(() => {
    props.application.then(take, (error: unknown) => {
      setKnown(error instanceof OrganizationUnknown ? 'unknown organization' : 'unknown')
      props.tell('unrecoverable_error', error)
    })
  }, [])
  const { texts } = speech
  const closes = isModal && wanted.closable
  return h(
    'div',
    { class: 'card', lang: speech.language, dir: speech.direction, 'aria-busy': known === undefined },
    closes ? h('button', { type: 'button', class: 'close', 'aria-label': texts.closeBox, onClick: close }, '×') : null,
    h(Inside, { ...props, known, take }),
  )
}

type InsideProps = BoxProps & { readonly known: Known; readonly take: (application: Application) => void }

function Inside({ known, take, ...props }: InsideProps): JSX.Element {
  const { speech, wanted, webAuth, tell, done } = props
  const { texts } = speech
  // The application before an organization was named, to come back to.
  const before = useRef<Application>(undefined)
  if (known === undefined) return h('h2', { id: 'title' }, texts.loginTitle)
  if (known === 'unknown') return h(Nothing, { speech, why: texts.tryAgain })
  if (known === 'unknown organization') return h(Nothing, { speech, why: texts.organizationUnknown })
  const mayFocus = props.isModal || before.current !== undefined
  // In a window of its own the server asks.
  if (known.asks_for_organization && !known.organization && wanted.way !== 'popup') {
    const named = (application: Application): void => {
      before.current = known
      take(application)
    }
    const frame = {
      application: known,
      logo: wanted.logo,
      title: texts.organizationTitle,
      lead: texts.organizationWhich,
    }
    return h(Frame, frame, h(Organization, { speech, mayFocus, within: props.within, tell, named }))
  }
  const directory = directoryOf(known, wanted.connection)
  if (!directory) return h(Nothing, { speech, why: texts.notHere })
  const { organization } = known
  const asked = before.current
  return h(Screens, {
    application: known,
    directory,
    wanted: organization ? { ...wanted, request: { ...wanted.request, organization: organization.id } } : wanted,
    speech,
    webAuth,
    mayFocus,
    isLost: props.isLost,
    tell,
    done,
    toOrganization: asked && (() => take(asked)),
  })
}

const Nothing = ({ speech, why }: { readonly speech: Speech; readonly why: string }): JSX.Element =>
  h(Fragment, null, h('h2', { id: 'title' }, speech.texts.loginTitle), h(Alert, { text: why }))
