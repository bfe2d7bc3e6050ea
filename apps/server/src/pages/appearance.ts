// What of a tenant's branding and theme the pages show. A theme has the last word, as with Auth0; within an organization, its own
// branding has.
import { getSettings } from '@symbolon/core/settings'
import type { Tenancy } from '@symbolon/core/tenancy'
import type { Branding } from '@symbolon/protocol/entities/branding'
import type { Organization } from '@symbolon/protocol/entities/organization'
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

type OwnColours = { readonly beside: ChosenColours | undefined; readonly colours: ChosenColours }

const coloursOfOrganizations = new WeakMap<Organization, OwnColours>()

/** The organization's own, and those of the tenant that it does not choose. */
function coloursIn(organization: Organization, tenants: ChosenColours | undefined): ChosenColours | undefined {
  const chosen = organization.branding?.colors
  if (!chosen) return tenants
  const known = coloursOfOrganizations.get(organization)
  if (known && known.beside === tenants) return known.colours
  const colours = { ...tenants, ...chosen }
  coloursOfOrganizations.set(organization, { beside: tenants, colours })
  return colours
}

/** How the tenant's pages are to look; within `organization`, where they are about one. */
export async function appearanceOf(
  { store }: Pick<Tenancy, 'store'>,
  organization?: Organization,
): Promise<Appearance> {
  const [branding, theme] = await Promise.all([getSettings({ store }, 'branding'), store.find('themes', {})])
  const tenants = combined(branding, theme)
  if (!organization) return tenants
  const { logo_url } = organization.branding ?? {}
  return { ...tenants, colours: coloursIn(organization, tenants.colours), logo: logo_url || tenants.logo }
}

const combined = ({ colors, logo_url, favicon_url }: Branding, theme: Theme | undefined): Appearance => ({
  colours: theme ? coloursOf(theme) : (colors ?? undefined),
  logo: theme?.widget.logo_url || logo_url,
  favicon: favicon_url,
})
