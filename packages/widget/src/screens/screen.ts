// What every screen of the box is given.
import type { WebAuth } from '@symbolon/browser/legacy'
import type { Directory } from '../application.ts'
import type { BoxEvent } from '../events.ts'
import type { Screen, Wanted } from '../options.ts'
import type { Choose } from '../sign-in.ts'
import type { Speech } from '../wording.ts'

/** What was typed on one screen is there on the next. */
export type Typed = { readonly email: string; readonly username: string }

export type ScreenProps = {
  readonly speech: Speech
  readonly directory: Directory
  readonly wanted: Wanted
  readonly webAuth: WebAuth
  /** Which screens the page and the server allow. */
  readonly may: Readonly<Record<Screen, boolean>>
  /** Whether the box may take the focus: not as soon as it stands in somebody's page. */
  readonly mayFocus: boolean
  /** Whether the browser has lost a login that was begun here. */
  readonly isLost: boolean
  readonly typed: Typed
  readonly type: (typed: Typed) => void
  readonly turn: (screen: Screen) => void
  readonly tell: (event: BoxEvent, about?: unknown) => void
  readonly choose: Choose
  /** Somebody is logged in. */
  readonly done: (result: unknown) => void
}
