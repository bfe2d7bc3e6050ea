// What pages load, from this host and no other: a stylesheet, a script that they can do without, and an icon. Each path has the hash of
// what it leads to, so that browsers may keep it forever.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { themeOf, type ChosenColours } from './theme.ts'

export type Asset = { readonly path: string; readonly type: string; readonly body: string }

const read = (name: string): string => readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8')

const assetOf = (body: string, ending: string, type: string): Asset => ({
  path: `/assets/${createHash('sha256').update(body).digest('base64url').slice(0, 22)}.${ending}`,
  type,
  body,
})

/** Comments and indentation are for us. */
const compact = (styles: string): string =>
  styles
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\n\s*/g, '\n')
    .replace(/\n+/g, '\n')

const STYLES = compact(read('pages.css'))

export const SCRIPT = assetOf(read('show-password.js'), 'js', 'text/javascript; charset=utf-8')

const JAVASCRIPT = 'text/javascript; charset=utf-8'

export const DEBUGGER_SIGNATURE = assetOf(read('debugger-signature.js'), 'js', JAVASCRIPT)

export const DEBUGGER_SCRIPT = assetOf(
  read('debugger.js').replace('./debugger-signature.js', DEBUGGER_SIGNATURE.path),
  'js',
  JAVASCRIPT,
)

export const DEBUGGER_STYLES = assetOf(compact(read('debugger.css')), 'css', 'text/css; charset=utf-8')

export const ICON = assetOf(read('symbolon.svg'), 'svg', 'image/svg+xml')

const DEFAULT_COLOURS: ChosenColours = {}

const sheets = new WeakMap<ChosenColours, Asset>()

/** The stylesheet with these colours. Made once for each object that says which. */
export function stylesheetOf(colours: ChosenColours = DEFAULT_COLOURS): Asset {
  let sheet = sheets.get(colours)
  if (!sheet) sheets.set(colours, (sheet = assetOf(themeOf(colours) + STYLES, 'css', 'text/css; charset=utf-8')))
  return sheet
}
