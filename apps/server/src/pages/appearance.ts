// What of a tenant's branding and theme the pages show. A theme has the last word, as with Auth0.
import { getSettings } from '@symbolon/core/settings'
import type { Tenancy } from '@symbolon/core/tenancy'
import type { Branding } from '@symbolon/protocol/entities/branding'
import type { Theme } from '@symbolon/protocol/entities/theme'
import type { ChosenColours } from './theme.ts'

export type Appearance = {
  /** The same object as long as nobody chooses others. */
  readonly colours: ChosenColours | undefined
  readonly logo: string | null | undefined
  readonly favicon: string | null | undefined
}

const coloursOfThemes = new WeakMap<Theme, ChosenColours>()

function coloursOf(theme: Theme): ChosenColours {
  let colours = coloursOfThemes.get(theme)
  if (!colours) {
    colours = { primary: theme.colors.primary_button, page_background: theme.page_background.background_color }
    coloursOfThemes.set(theme, colours)
  }
  return colours
}

/** How the tenant's pages are to look. */
export async function appearanceOf({ store }: Pick<Tenancy, 'store'>): Promise<Appearance> {
  const [branding, theme] = await Promise.all([getSettings({ store }, 'branding'), store.find('themes', {})])
  return combined(branding, theme)
}

const combined = ({ colors, logo_url, favicon_url }: Branding, theme: Theme | undefined): Appearance => ({
  colours: theme ? coloursOf(theme) : (colors ?? undefined),
  logo: theme?.widget.logo_url || logo_url,
  favicon: favicon_url,
})
