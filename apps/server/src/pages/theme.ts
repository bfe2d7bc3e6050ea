// The colours of a page, from the two that a tenant chooses. What is chosen stays as it is where it can be read, and moves as far as
// it must where it cannot.
import {
  BLACK,
  contrast,
  hex,
  luminance,
  mix,
  READABLE,
  readColour,
  standingOut,
  textOn,
  VISIBLE,
  WHITE,
  type Colour,
} from './colours.ts'

/** `branding.colors` as it was kept, believed in nothing. */
export type ChosenColours = { readonly primary?: unknown; readonly page_background?: unknown }

/** By the name of its variable, without the dashes. */
export type Palette = Readonly<Record<PaletteName, Colour>>

type PaletteName =
  | 'page'
  | 'page-end'
  | 'card'
  | 'text'
  | 'muted'
  | 'line'
  | 'edge'
  | 'field'
  | 'soft'
  | 'link'
  | 'button'
  | 'button-over'
  | 'button-text'
  | 'button-edge'
  | 'danger'
  | 'danger-soft'
  | 'good'

type Scheme = 'light' | 'dark'

const PRIMARY: Colour = [0x1f, 0x4e, 0x79]

type Neutrals = Readonly<
  Record<'page' | 'card' | 'text' | 'muted' | 'line' | 'edge' | 'field' | 'danger' | 'danger-soft' | 'good', Colour>
>

const NEUTRALS: Readonly<Record<Scheme, Neutrals>> = {
  light: {
    page: [0xf4, 0xf2, 0xee],
    card: [0xff, 0xff, 0xff],
    text: [0x1b, 0x1c, 0x20],
    muted: [0x57, 0x59, 0x62],
    line: [0xe3, 0xe2, 0xde],
    edge: [0x86, 0x88, 0x91],
    field: [0xff, 0xff, 0xff],
    danger: [0xa8, 0x1c, 0x1c],
    'danger-soft': [0xfd, 0xf0, 0xee],
    good: [0x1a, 0x6b, 0x3c],
  },
  dark: {
    page: [0x0e, 0x0f, 0x12],
    card: [0x19, 0x1a, 0x1f],
    text: [0xee, 0xee, 0xf1],
    muted: [0xab, 0xad, 0xb8],
    line: [0x2d, 0x2f, 0x36],
    edge: [0x7b, 0x7e, 0x8a],
    field: [0x12, 0x13, 0x17],
    danger: [0xff, 0x9b, 0x93],
    'danger-soft': [0x36, 0x1c, 0x1d],
    good: [0x7d, 0xd6, 0xa0],
  },
}

/** Below this a background that a tenant chose counts as dark enough for people who asked for darkness. */
const DARK = 0.1

/** The colours of one scheme. */
export function paletteOf(chosen: ChosenColours, scheme: Scheme): Palette {
  const neutrals = NEUTRALS[scheme]
  const primary = readColour(chosen.primary) ?? PRIMARY
  const { card } = neutrals
  const button = readableButton(scheme === 'light' ? primary : standingOut(primary, card, VISIBLE))
  const text = textOn(button)
  const [page, pageEnd] = backgroundOf(chosen.page_background, scheme) ?? [neutrals.page, undefined]
  return {
    ...neutrals,
    page,
    'page-end': pageEnd ?? page,
    soft: mix(card, primary, scheme === 'light' ? 0.06 : 0.14),
    link: standingOut(primary, mix(card, primary, scheme === 'light' ? 0.06 : 0.14), READABLE + 0.3),
    button,
    'button-over': mix(button, text === BLACK ? WHITE : BLACK, 0.16),
    'button-text': text,
    'button-edge': contrast(button, card) >= VISIBLE ? button : standingOut(button, card, VISIBLE),
  }
}

/** From here on a colour counts as one for white text. */
const NEARLY = 3.9

/** A colour that white can almost be read on becomes a shade darker, which nobody sees, rather than get black text. */
const readableButton = (colour: Colour): Colour =>
  contrast(colour, WHITE) < NEARLY ? colour : standingOut(colour, WHITE, READABLE)

/** Both ends of a background, the same where it is one colour. */
function backgroundOf(chosen: unknown, scheme: Scheme): readonly [Colour, Colour] | undefined {
  const isGradient = typeof chosen === 'object' && chosen !== null
  const start = readColour(isGradient ? Reflect.get(chosen, 'start') : chosen)
  const end = isGradient ? readColour(Reflect.get(chosen, 'end')) : start
  if (!start || !end) return undefined
  return scheme === 'light' || Math.max(luminance(start), luminance(end)) < DARK ? [start, end] : undefined
}

const angleOf = (chosen: unknown): number => {
  const angle: unknown = typeof chosen === 'object' && chosen !== null ? Reflect.get(chosen, 'angle_deg') : undefined
  return typeof angle === 'number' && angle >= 0 && angle <= 360 ? Math.round(angle) : 180
}

/** The broken token behind the card is ours: a background of the tenant's own has none. */
const tokenOf = (chosen: ChosenColours, scheme: Scheme): string =>
  backgroundOf(chosen.page_background, scheme)
    ? 'transparent'
    : hex(mix(NEUTRALS[scheme].page, readColour(chosen.primary) ?? PRIMARY, scheme === 'light' ? 0.08 : 0.2))

/** The colours of both schemes as CSS writes them, by the names of their variables: for a box on somebody else's page. */
export const coloursOf = (chosen: ChosenColours): Readonly<Record<Scheme, Readonly<Record<string, string>>>> => {
  const inScheme = (scheme: Scheme): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(paletteOf(chosen, scheme)).map(([name, colour]) => [name, hex(colour)]))
  return { light: inScheme('light'), dark: inScheme('dark') }
}

/** The variables that the stylesheet stands on, for both schemes. */
export function themeOf(chosen: ChosenColours): string {
  const variables = (scheme: Scheme): string =>
    Object.entries(paletteOf(chosen, scheme))
      .map(([name, colour]) => `--${name}:${hex(colour)};`)
      .join('') + `--token:${tokenOf(chosen, scheme)};`
  const angle = `--page-angle:${angleOf(chosen.page_background)}deg;`
  return `:root{${variables('light')}${angle}}\n@media (prefers-color-scheme:dark){:root{${variables('dark')}}}\n`
}
