// Where a box stands: in a shadow root, so that neither the page's styles reach it nor its own the page; above the page as a dialog, or
// in an element of the page.
import { h, render } from 'preact'
import { Box, type BoxProps } from './box.ts'
import { coloursSheet, styleSheet } from './styles.ts'

export type Mounted = { readonly remove: () => void }

type Props = Omit<BoxProps, 'paint'>

/** In `host`, whose shadow root is the box's alone. */
export function mount(host: HTMLElement, props: Props): Mounted {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  root.adoptedStyleSheets = [styleSheet()]
  const paint: BoxProps['paint'] = (colours) => {
    root.adoptedStyleSheets = [styleSheet(), coloursSheet(colours)]
  }
  const place = props.isModal ? openDialog(root, props) : root
  // Each box begins anew, with nothing of what was typed into the last one.
  render(null, place)
  render(h(Box, { ...props, paint }), place)
  return {
    remove: () => {
      render(null, place)
      if (props.isModal) host.remove()
    },
  }
}

/** The browser keeps the focus inside, and everything else out of reach. */
function openDialog(root: ShadowRoot, { close, wanted }: Props): HTMLElement {
  const dialog = globalThis.document.createElement('dialog')
  dialog.setAttribute('aria-labelledby', 'title')
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault()
    if (wanted.closable) close()
  })
  root.append(dialog)
  dialog.showModal()
  return dialog
}
