import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { contrast, hex, readColour, READABLE, VISIBLE } from './colours.ts'
import { paletteOf, themeOf, type Palette } from './theme.ts'

const colour = () => fc.integer({ min: 0, max: 0xffffff }).map((number) => `#${number.toString(16).padStart(6, '0')}`)

const background = () =>
  fc.oneof(
    fc.constant(undefined),
    colour(),
    fc.record({ type: fc.constant('linear-gradient'), start: colour(), end: colour(), angle_deg: fc.integer() }),
  )

/** What is written on what, and what must be seen before what. */
const READ: readonly (readonly [keyof Palette, keyof Palette])[] = [
  ['text', 'card'],
  ['text', 'field'],
  ['text', 'soft'],
  ['muted', 'card'],
  ['muted', 'field'],
  ['link', 'card'],
  ['link', 'soft'],
  ['button-text', 'button'],
  ['button-text', 'button-over'],
  ['danger', 'card'],
  ['danger', 'danger-soft'],
  ['text', 'danger-soft'],
  ['good', 'card'],
]

const SEEN: readonly (readonly [keyof Palette, keyof Palette])[] = [
  ['edge', 'card'],
  ['edge', 'field'],
  ['danger', 'field'],
  ['button-edge', 'card'],
  ['link', 'card'],
]

describe('whatever colours a tenant chooses', () => {
  test('text can be read, and edges and the focus can be seen, in light and dark', () => {
    fc.assert(
      fc.property(colour(), background(), (primary, page_background) => {
        for (const scheme of ['light', 'dark'] as const) {
          const palette = paletteOf({ primary, page_background }, scheme)
          for (const [ink, ground] of READ) {
            const ratio = contrast(palette[ink], palette[ground])
            assert.ok(ratio >= READABLE, `${scheme}: ${ink} on ${ground} with ${primary} is ${ratio}`)
          }
          for (const [mark, ground] of SEEN) {
            const ratio = contrast(palette[mark], palette[ground])
            assert.ok(ratio >= VISIBLE, `${scheme}: ${mark} on ${ground} with ${primary} is ${ratio}`)
          }
        }
      }),
      { numRuns: 3000 },
    )
  })

  test('its own colour is the colour of the buttons, or a shade beside it, and its background that of the page, by day', () => {
    fc.assert(
      fc.property(colour(), colour(), (primary, page_background) => {
        const { button, page } = paletteOf({ primary, page_background }, 'light')
        assert.equal(hex(page), page_background)
        const chosen = readColour(primary)
        assert.ok(chosen)
        // What white is almost readable on moves by READABLE / 3.9, and a step of two hundredths further.
        assert.ok(contrast(button, chosen) < (READABLE / 3.9) * 1.06, `${hex(button)} for ${primary}`)
      }),
    )
    assert.equal(hex(paletteOf({ primary: '#ffd000' }, 'light').button), '#ffd000')
    assert.equal(hex(paletteOf({ primary: '#1f4e79' }, 'light').button), '#1f4e79')
    assert.equal(hex(paletteOf({ primary: '#d9480f' }, 'light')['button-text']), '#ffffff')
  })

  test('at night a background that is dark already stays, and a bright one does not shine', () => {
    assert.equal(hex(paletteOf({ page_background: '#101820' }, 'dark').page), '#101820')
    const { page } = paletteOf({ page_background: '#fffbe6' }, 'dark')
    assert.ok(contrast(page, [0, 0, 0]) < 1.5)
  })

  test('the stylesheet gets numbers and nothing else', () => {
    const plain =
      /^:root\{(?:--[a-z-]+:(?:#[0-9a-f]{6}|transparent|\d{1,3}deg);)+\}\n@media \(prefers-color-scheme:dark\)\{:root\{(?:--[a-z-]+:(?:#[0-9a-f]{6}|transparent);)+\}\}\n$/
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (primary, page_background) => {
        assert.match(themeOf({ primary, page_background }), plain)
      }),
    )
    const attack = 'red;}body{background:url(https://evil.example)'
    for (const chosen of [attack, { type: 'linear-gradient', start: attack, end: '#fff', angle_deg: attack }]) {
      assert.doesNotMatch(themeOf({ primary: attack, page_background: chosen }), /evil|url/)
    }
  })

  test('a gradient goes from its start to its end at its angle', () => {
    const theme = themeOf({
      page_background: { type: 'linear-gradient', start: '#fff', end: '#eeeeee', angle_deg: 35 },
    })
    assert.match(theme, /--page:#ffffff;/)
    assert.match(theme, /--page-end:#eeeeee;/)
    assert.match(theme, /--page-angle:35deg;/)
  })

  test('what is no colour is none', () => {
    for (const value of ['red', '#12345', '#1234567', '#ggg', '#fff ', '', 7, null, {}]) {
      assert.equal(readColour(value), undefined)
    }
    assert.deepEqual(readColour('#fA0'), [255, 170, 0])
  })
})
