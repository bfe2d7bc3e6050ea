// What the forms of the screens set, by the name of the entity. A test holds it against what the server honours.
import type { Section } from '../parts/section.ts'
import { applicationSections } from './applications/settings.ts'
import { SECTIONS as API_SECTIONS } from './apis/settings.ts'
import { BRANDING_SECTIONS, THEME_SECTIONS } from './branding/look-sections.ts'
import { scriptSections } from './connections/script-sections.ts'
import { connectionSections } from './connections/settings.ts'
import { ORGANIZATION_SECTIONS } from './organizations/settings.ts'
import { ROLE_SECTIONS } from './roles/settings.ts'
import { BRUTE_FORCE_SECTIONS, THROTTLING_SECTIONS } from './settings/attack-sections.ts'
import { generalSections } from './settings/general-sections.ts'
import { LOGIN_PAGE_SECTIONS, SESSION_SECTIONS } from './settings/session-sections.ts'

export const EDITORS: ReadonlyMap<string, readonly Section[]> = new Map([
  ['client', applicationSections([])],
  ['resource-server', API_SECTIONS],
  ['connection', [...connectionSections('auth0', false), ...connectionSections('auth0', true), ...scriptSections([])]],
  ['organization', ORGANIZATION_SECTIONS],
  ['role', ROLE_SECTIONS],
  ['tenant-settings', [...generalSections({ apis: [], directories: [] }), ...SESSION_SECTIONS]],
  ['prompts', LOGIN_PAGE_SECTIONS],
  ['branding', BRANDING_SECTIONS],
  ['theme', THEME_SECTIONS],
  ['brute-force-protection', BRUTE_FORCE_SECTIONS],
  ['suspicious-ip-throttling', THROTTLING_SECTIONS],
])
