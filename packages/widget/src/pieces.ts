// What all screens of the box are made of.
import { Fragment, h, type ComponentChildren, type JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** Something that concerns the whole form: read out as soon as it is there. */
export const Alert = ({ text }: { readonly text: string | undefined }): JSX.Element | null =>
  text === undefined ? null : h('div', { class: 'alert', role: 'alert', id: 'problem' }, text)

/** The one button that goes on. While something is on its way it does nothing, and says so. */
export const Submit = ({ label, isBusy }: { readonly label: string; readonly isBusy: boolean }): JSX.Element =>
  h('button', { type: 'submit', class: isBusy ? 'button busy' : 'button', 'aria-disabled': isBusy }, label)

/** Leads to another screen of the box. */
export const Turn = ({ label, to }: { readonly label: string; readonly to: () => void }): JSX.Element =>
  h('button', { type: 'button', class: 'turn', onClick: to }, label)

/** The last line, with the words before what it leads to. */
export const Aside = ({ before, turn }: { readonly before?: string; readonly turn: JSX.Element }): JSX.Element =>
  h('div', { class: 'aside' }, before === undefined ? null : h('span', null, before), turn)

/** The first field that has a problem of its own; where none has, the password, which is what is mostly wrong. */
const wrongFieldOf = (form: HTMLFormElement): HTMLElement | null =>
  ['.field:has(.problem) input', '#password', 'input']
    .map((selector) => form.querySelector<HTMLElement>(selector))
    .find((field) => field !== null) ?? null

type FormProps = {
  readonly onSend: () => void
  readonly isBusy: boolean
  /** What was wrong at the last try; where there is something, the person goes on there. */
  readonly problems: Readonly<Record<string, string | undefined>>
  readonly children?: ComponentChildren
}

/** A form whose fields are judged by us, in the language of the box. */
export function Form(props: FormProps): JSX.Element {
  const form = useRef<HTMLFormElement>(null)
  const { problems } = props
  useEffect(() => {
    const isWrong = Object.values(problems).some((problem) => problem !== undefined)
    if (isWrong && form.current) wrongFieldOf(form.current)?.focus()
  }, [problems])
  return h(
    'form',
    {
      ref: form,
      noValidate: true,
      onSubmit: (event: Event) => {
        event.preventDefault()
        if (!props.isBusy) props.onSend()
      },
    },
    props.children,
  )
}

/** A text with its names in bold, each in its own direction. */
export const Named = ({ text, names }: { readonly text: string; readonly names: Readonly<Record<string, string>> }) =>
  h(
    Fragment,
    null,
    text.split(/(\{[a-z]+\})/).map((part) => {
      const name = /^\{([a-z]+)\}$/.exec(part)?.[1]
      return name === undefined || !Object.hasOwn(names, name) ? part : h('strong', null, h('bdi', null, names[name]))
    }),
  )

/** A letter on its way. */
export const MailSign = (): JSX.Element =>
  h(
    'svg',
    { class: 'sign', viewBox: '0 0 52 52', 'aria-hidden': 'true', focusable: 'false' },
    h('rect', { x: 4, y: 10, width: 44, height: 32, rx: 5 }),
    h('path', { d: 'm6 15 20 15 20-15' }),
  )

/** Two halves that know each other. */
export const Mark = (): JSX.Element =>
  h(
    'svg',
    { class: 'mark', viewBox: '0 0 32 32', 'aria-hidden': 'true', focusable: 'false' },
    h('path', { d: 'M15 2a13 13 0 0 0 0 26v-7l-3-3 3-3-3-3 3-3z' }),
    h('path', { d: 'M17 4v7l-3 3 3 3-3 3 3 3v7a13 13 0 0 0 0-26z' }),
  )
