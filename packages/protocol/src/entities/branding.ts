// branding: colours, logo and font of the tenant's pages. reference: Management API, section 19.
import type { Entity, Stored } from './entity.ts'
import { nullable, oneOf, optional, record, string, whole } from './schema.ts'
import { httpsUrl } from './words.ts'
import type { Schema } from './schema.ts'

/** `#` and three or six hexadecimal digits, so that it can stand in a stylesheet. */
export const color = () => string({ maxLength: 7, pattern: '^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$' })

const GRADIENT = record({ type: oneOf('linear-gradient'), start: color(), end: color(), angle_deg: whole(0, 360) })

type Background =
  | string
  | { readonly type: 'linear-gradient'; readonly start: string; readonly end: string; readonly angle_deg: number }

/** One colour, or two with an angle. */
export const background: Schema<Background> = { anyOf: [color(), GRADIENT] }

const fields = {
  colors: nullable(record({ primary: optional(color()), page_background: optional(nullable(background)) })),
  favicon_url: nullable(httpsUrl()),
  logo_url: nullable(httpsUrl()),
  font: nullable(record({ url: optional(httpsUrl()) })),
} as const

/** How the tenant's pages look, as far as somebody has said so. */
export type Branding = Stored<typeof fields, never>

export const BRANDING = {
  name: 'branding',
  path: 'branding',
  collection: 'branding',
  absent: 'defaults',
  verbs: ['get', 'update'],
  scopes: { read: ['read:branding'], create: [], update: ['update:branding'], delete: [] },
  fields,
  required: [],
  readOnly: [],
  createOnly: [],
  updateOnly: [],
  writeOnly: [],
  hidden: [],
  apart: [],
  merged: [],
  updateScopes: {},
  guarded: {},
  defaults: {},
  columns: [],
  filters: {},
  selectable: false,
  paging: [],
  envelope: 'totals-first',
  errors: {
    missing: { message: 'The branding does not exist.' },
    conflict: { message: 'The branding already exists.' },
  },
} as const satisfies Entity
