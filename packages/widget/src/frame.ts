// What stands on every screen of the box: who asks, what about, and for which application.
import { Fragment, h, type ComponentChildren, type JSX, type Ref } from 'preact'
import type { Application } from './application.ts'
import { Mark, Named } from './pieces.ts'

export type FrameProps = {
  readonly application: Application
  /** Address of a picture, instead of the application's. */
  readonly logo: string | undefined
  readonly title: string
  /** With `{app}` and `{organization}` for the names of both. */
  readonly lead: string
  /** Whether the lead is news that is read out. */
  readonly isNews?: boolean
  readonly sign?: JSX.Element
  readonly heading?: Ref<HTMLHeadingElement>
  readonly children?: ComponentChildren
}

export function Frame({ application, logo, title, lead, isNews, sign, heading, children }: FrameProps): JSX.Element {
  const { name, organization } = application
  const names = { app: name, ...(organization ? { organization: organization.display_name } : {}) }
  return h(
    Fragment,
    null,
    h(Brand, { logo: logo ?? application.logo, name }),
    sign,
    h('h2', { id: 'title', ...(heading ? { ref: heading } : {}), tabIndex: -1 }, title),
    h('p', { class: 'lead', role: isNews ? 'status' : undefined }, h(Named, { text: lead, names })),
    children,
  )
}

const Brand = ({ logo, name }: { readonly logo: string | undefined; readonly name: string }): JSX.Element =>
  logo === undefined
    ? h('div', { class: 'brand' }, h(Mark, null), h('bdi', null, name))
    : h('div', { class: 'brand' }, h('img', { class: 'logo', src: logo, alt: name }))
