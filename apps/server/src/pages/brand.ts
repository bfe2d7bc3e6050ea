// How a tenant presents itself: its name, and what of its branding and settings can be believed. Whatever is no plain address or no
// colour is as if it were not there.
import type { Organization } from '@symbolon/protocol/entities/organization'
import type { TenantSettings } from '@symbolon/protocol/entities/tenant-settings'
import type { Appearance } from './appearance.ts'
import { stylesheetOf } from './assets.ts'

export type Brand = {
  readonly name: string
  readonly logo: string | undefined
  /** Whose logo that is. */
  readonly logoOf: string
  readonly favicon: string | undefined
  /** Path of the stylesheet with the tenant's colours. */
  readonly stylesheet: string
  /** Where help is: a page, or else a mail address as `mailto:`. */
  readonly support: string | undefined
}

/** The brand of a tenant named `name`, which answers at `issuer`; of an organization of it, where a page is about one. */
export function brandOf(
  name: string,
  issuer: string,
  appearance: Appearance | undefined,
  settings: Partial<TenantSettings> | undefined,
  organization?: Organization,
): Brand {
  const { friendly_name, picture_url, support_url, support_email } = settings ?? {}
  const tenants = friendly_name?.trim() || name
  const logo = pictureAddress(appearance?.logo, issuer)
  const isOwn = logo !== undefined && Boolean(organization?.branding?.logo_url)
  return {
    name: tenants,
    logo: logo ?? pictureAddress(picture_url, issuer),
    logoOf: isOwn ? (organization?.display_name ?? organization?.name ?? tenants) : tenants,
    favicon: pictureAddress(appearance?.favicon, issuer),
    stylesheet: stylesheetPath(appearance?.colours, organization),
    support: webAddress(support_url) ?? mailAddress(support_email),
  }
}

/** Colours of an organization's own are found again by it: whoever serves the sheet need not have made the page. */
function stylesheetPath(colours: Appearance['colours'], organization: Organization | undefined): string {
  const { path } = stylesheetOf(colours)
  return organization?.branding?.colors ? `${path}?organization=${organization.id}` : path
}

// A host of these characters cannot end a source in a content security policy and begin something else.
const PLAIN_HOST = /^[a-z0-9.-]+(?::\d+)?$/

const webAddress = (value: string | undefined): string | undefined => {
  const url = value === undefined ? null : URL.parse(value)
  return url && /^https?:$/.test(url.protocol) && PLAIN_HOST.test(url.host) && !url.username ? url.href : undefined
}

/** The address of a picture that a page may show: over https, or by http where the pages themselves come so. */
export const pictureAddress = (value: string | null | undefined, issuer: string): string | undefined => {
  const url = webAddress(value ?? undefined)
  return url?.startsWith('https:') || issuer.startsWith('http:') ? url : undefined
}

const mailAddress = (value: string | undefined): string | undefined =>
  value !== undefined && /^[^\s@"<>?&]+@[^\s@"<>?&]+$/.test(value) ? `mailto:${encodeURI(value)}` : undefined

/**
 * What a content security policy calls the place that `url` is at. Browsers hold a form's redirections against it as well, so a page
 * whose form ends at an application must name it.
 */
export const policySource = (address: string): string | undefined => {
  const url = URL.parse(address)
  if (!url) return undefined
  if (!/^https?:$/.test(url.protocol)) return /^[a-z][a-z0-9+.-]*:$/.test(url.protocol) ? url.protocol : undefined
  if (PLAIN_HOST.test(url.host)) return url.origin
  // The grammar has no name for an IPv6 address: CSP Level 3 §2.3.1.
  return url.host.startsWith('[') ? url.protocol : undefined
}
