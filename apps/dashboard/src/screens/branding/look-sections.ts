// How the pages look, as far as it can be chosen: of the branding, or of a theme, where the tenant has one.
import { valueAt, type Document } from '../../parts/document.ts'
import type { Field, Section } from '../../parts/section.ts'

/** Where the three stand: in the branding, or in a theme. */
export type Places = { readonly primary: string; readonly page_background: string; readonly logo_url: string }

export const OF_BRANDING: Places = {
  primary: 'colors.primary',
  page_background: 'colors.page_background',
  logo_url: 'logo_url',
}

export const OF_THEME: Places = {
  primary: 'colors.primary_button',
  page_background: 'page_background.background_color',
  logo_url: 'widget.logo_url',
}

const colours = ({ primary, page_background }: Places, kind: 'color' | 'background'): Section => ({
  title: { en: 'Colours', de: 'Farben' },
  fields: [
    {
      kind: 'color',
      name: primary,
      otherwise: '#1f4e79',
      label: { en: 'Buttons and links', de: 'Knöpfe und Links' },
      hint: {
        en: 'Where nobody could read it, it is moved as far as it must be.',
        de: 'Wo sie niemand lesen könnte, wird sie so weit verschoben wie nötig.',
      },
    },
    { kind, name: page_background, otherwise: '#f4f2ee', label: { en: 'Background', de: 'Hintergrund' } },
  ],
})

const logo = ({ logo_url }: Places): Field => ({
  kind: 'text',
  name: logo_url,
  label: { en: 'Logo', de: 'Logo' },
  hint: { en: 'An address with https.', de: 'Eine Adresse mit https.' },
})

const favicon: Field = {
  kind: 'text',
  name: 'favicon_url',
  label: { en: 'Icon of the tab', de: 'Symbol des Tabs' },
  isOptional: true,
}

const pictures = (...fields: readonly Field[]): Section => ({ title: { en: 'Pictures', de: 'Bilder' }, fields })

export const BRANDING_SECTIONS: readonly Section[] = [
  colours(OF_BRANDING, 'background'),
  pictures(logo(OF_BRANDING), favicon),
]

export const THEME_SECTIONS: readonly Section[] = [colours(OF_THEME, 'color'), pictures(logo(OF_THEME))]

/** What of the branding counts beside a theme. */
export const BESIDE_THEME: readonly Section[] = [pictures(favicon)]

const isWholeColour = (value: unknown): boolean =>
  typeof value === 'string' && /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(value)

const isWhole = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'start' in value && 'end' in value
    ? isWholeColour(value.start) && isWholeColour(value.end)
    : isWholeColour(value) || (typeof value === 'string' && /^https:\/\/.+$/i.test(value))

/** What of a draft the pages show; half a colour shows nothing. */
export const shownOf = (draft: Document, places: Places): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(places).flatMap(([name, path]) => {
      const value = valueAt(draft, path)
      return isWhole(value) ? [[name, value]] : []
    }),
  )
