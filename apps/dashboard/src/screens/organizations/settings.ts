// What can be set of an organization, and how it is asked for.
import type { Section } from '../../parts/section.ts'

export const ORGANIZATION_SECTIONS: readonly Section[] = [
  {
    title: 'settings',
    fields: [
      { kind: 'text', name: 'display_name', label: 'organizationShownAs' },
      { kind: 'text', name: 'name', label: 'organizationName', hint: 'organizationNameHint' },
    ],
  },
  {
    title: 'organizationLooks',
    fields: [
      {
        kind: 'text',
        name: 'branding.logo_url',
        label: 'organizationLogo',
        hint: 'organizationLogoHint',
        isOptional: true,
      },
      { kind: 'color', name: 'branding.colors.primary', label: 'organizationPrimary', otherwise: '#1f4e79' },
      { kind: 'color', name: 'branding.colors.page_background', label: 'organizationBackground', otherwise: '#f4f6f8' },
    ],
  },
  { title: 'advanced', fields: [{ kind: 'map', name: 'metadata', label: 'metadata', hint: 'metadataHint' }] },
]
