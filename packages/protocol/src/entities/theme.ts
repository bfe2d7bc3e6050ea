// theme: colours, fonts and shapes of the hosted pages; a tenant has one. Of them the pages show the colours of the buttons and of the
// page, and the logo; the rest is kept. reference: Management API, section 19.
import type { Entity, Stored } from './entity.ts'
import { bool, number, oneOf, optional, record, string } from './schema.ts'
import { httpsUrl, text } from './words.ts'

/** `#` and three, four, six or eight hexadecimal digits. */
const color = () =>
  string({ maxLength: 9, pattern: '^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$' })

const font = (smallest: number) => record({ bold: bool(), size: number(smallest, 150) })

const fields = {
  themeId: string({ pattern: '^[0-9a-f]{32}$', maxLength: 32 }),
  displayName: text(2048),
  borders: record({
    button_border_radius: number(1, 10),
    button_border_weight: number(0, 10),
    buttons_style: oneOf('pill', 'rounded', 'sharp'),
    input_border_radius: number(0, 10),
    input_border_weight: number(0, 3),
    inputs_style: oneOf('pill', 'rounded', 'sharp'),
    show_widget_shadow: bool(),
    widget_border_weight: number(0, 10),
    widget_corner_radius: number(0, 50),
  }),
  colors: record({
    base_focus_color: optional(color()),
    base_hover_color: optional(color()),
    body_text: color(),
    captcha_widget_theme: optional(oneOf('auto', 'light', 'dark')),
    error: color(),
    header: color(),
    icons: color(),
    input_background: color(),
    input_border: color(),
    input_filled_text: color(),
    input_labels_placeholders: color(),
    links_focused_components: color(),
    primary_button: color(),
    primary_button_label: color(),
    read_only_background: optional(color()),
    secondary_button_border: color(),
    secondary_button_label: color(),
    success: color(),
    widget_background: color(),
    widget_border: color(),
  }),
  fonts: record({
    body_text: font(0),
    buttons_text: font(0),
    font_url: httpsUrl(),
    input_labels: font(0),
    links: font(0),
    links_style: oneOf('normal', 'underlined'),
    reference_text_size: number(12, 24),
    subtitle: font(0),
    title: font(75),
  }),
  identifiers: record({
    login_display: oneOf('separate', 'unified'),
    otp_autocomplete: bool(),
    phone_display: record({
      formatting: oneOf('international', 'regional'),
      masking: oneOf('hide_country_code', 'mask_digits', 'show_all'),
    }),
  }),
  page_background: record({
    background_color: color(),
    background_image_url: httpsUrl(),
    page_layout: oneOf('center', 'left', 'right'),
  }),
  widget: record({
    header_text_alignment: oneOf('center', 'left', 'right'),
    logo_height: number(1, 100),
    logo_position: oneOf('center', 'left', 'none', 'right'),
    logo_url: httpsUrl(),
    social_buttons_layout: oneOf('bottom', 'top'),
  }),
} as const

/** A theme as it is kept. */
export type Theme = Stored<typeof fields, Exclude<keyof typeof fields, 'displayName' | 'identifiers'>>

export const THEME = {
  name: 'theme',
  path: 'branding/themes',
  collection: 'themes',
  id: 'themeId',
  idFormat: { prefix: '', length: 32, alphabet: 'hex' },
  verbs: ['get', 'create', 'update', 'delete'],
  created: 200,
  scopes: {
    read: ['read:branding'],
    create: ['update:branding'],
    update: ['update:branding'],
    delete: ['delete:branding'],
  },
  fields,
  required: ['borders', 'colors', 'fonts', 'page_background', 'widget'],
  readOnly: ['themeId'],
  createOnly: [],
  updateOnly: [],
  writeOnly: [],
  hidden: [],
  apart: [],
  merged: [],
  updateScopes: {},
  guarded: {},
  defaults: {},
  columns: ['themeId'],
  filters: {},
  selectable: false,
  paging: [],
  envelope: 'totals-first',
  errors: {
    missing: {
      errorCode: 'theme_not_found',
      message: 'There was an error retrieving branding settings: invalid theme ID',
    },
    conflict: { message: 'The tenant has a theme already.' },
  },
} as const satisfies Entity
