// Colours as numbers: what tenants choose becomes something that everybody can read. WCAG 2.2, success criteria 1.4.3 and 1.4.11.

/** Red, green, blue: whole numbers from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number]

export const BLACK: Colour = [0, 0, 0]
export const WHITE: Colour = [255, 255, 255]

/** What text needs against what is behind it. */
export const READABLE = 4.5

/** What the edge of a field or a mark needs. */
export const VISIBLE = 3

/** `#rgb` or `#rrggbb`; undefined for anything else, which so never comes into a stylesheet. */
export function readColour(value: unknown): Colour | undefined {
  if (typeof value !== 'string') return undefined
  const digits = /^#(?:([0-9a-f]{3})|([0-9a-f]{6}))$/i.exec(value)
  const long = digits?.[2] ?? digits?.[1]?.replace(/./g, '$&$&')
  if (long === undefined) return undefined
  const number = Number.parseInt(long, 16)
  return [number >> 16, (number >> 8) & 255, number & 255]
}

export const hex = (colour: Colour): string => `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`

/** Relative luminance, 0 to 1. */
export function luminance([red, green, blue]: Colour): number {
  const linear = (part: number): number =>
    part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/** From 1, the same, to 21, black and white. */
export function contrast(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** `share` (0 to 1) of `other` in `colour`. */
export const mix = (colour: Colour, other: Colour, share: number): Colour => {
  const part = (one: number, two: number): number => Math.round(one + (two - one) * share)
  return [part(colour[0], other[0]), part(colour[1], other[1]), part(colour[2], other[2])]
}

/** Black or white, whichever is easier to read on `ground`: one of them always is. */
export const textOn = (ground: Colour): Colour => (contrast(ground, WHITE) >= READABLE ? WHITE : BLACK)

/** The purest of the same hue. */
const vivid = (colour: Colour): Colour => {
  const most = Math.max(...colour)
  return most === 0 ? WHITE : mix(BLACK, colour, 255 / most)
}

/** `colour`, moved towards the ink that suits `ground` no further than it takes to stand out from it by `ratio`. */
export function standingOut(colour: Colour, ground: Colour, ratio: number): Colour {
  const isUpwards = contrast(ground, WHITE) > contrast(ground, BLACK)
  // Upwards it stays a colour for as long as it can.
  const path = isUpwards ? [colour, vivid(colour), WHITE] : [colour, BLACK]
  for (const [at, from] of path.entries()) {
    for (let share = 0; share < 1; share += 0.02) {
      const moved = mix(from, path[at + 1] ?? from, share)
      if (contrast(moved, ground) >= ratio) return moved
    }
  }
  return isUpwards ? WHITE : BLACK
}
