// How a tenant looks and what it says: settings, pages, brand, texts, mails.
import type { Document, Entity } from '@symbolon/protocol/entities/entity'
import { BRANDING } from '@symbolon/protocol/entities/branding'
import { CLIENT } from '@symbolon/protocol/entities/client'
import { EMAIL_PROVIDER } from '@symbolon/protocol/entities/email-provider'
import { EMAIL_TEMPLATE } from '@symbolon/protocol/entities/email-template'
import { PROMPTS } from '@symbolon/protocol/entities/prompts'
import { TENANT_SETTINGS } from '@symbolon/protocol/entities/tenant-settings'
import { THEME } from '@symbolon/protocol/entities/theme'
import { keep, type PlanStep } from '../../code/plan.ts'
import { isDocument } from '../../management-client.ts'
import { acceptable } from '../acceptable.ts'
import { documentsIn } from '../assets.ts'
import { covers, differences } from '../differences.ts'
import { requireDocument, together, type Here, type Left, type Plan } from '../here.ts'
import { planSingle } from '../plan-entities.ts'

const asDocument = (value: unknown): Document => (isDocument(value) ? value : {})

export const planSettings = (here: Here, value: unknown): Promise<Plan> =>
  planSingle(
    {
      entity: TENANT_SETTINGS,
      noun: 'tenant-settings',
      ignored: ['universal_login', 'guardian_mfa_page', 'change_password', 'error_page'],
    },
    here,
    asDocument(value),
  )

/** What may not be there yet: made, or changed. */
async function planOptional(
  here: Here,
  entity: Entity,
  noun: string,
  path: string,
  create: string,
  said: Document,
): Promise<Plan> {
  const { fields, incomplete, left } = await acceptable(entity, said, [])
  const name = String(said['template'] ?? said['name'] ?? said['displayName'] ?? 'of the tenant')
  const before = await here.management.find(path)
  const step = { noun, name }
  const lost = left.map((says): Left => ({ ...step, says }))
  if (!before) {
    const missing = entity.required.filter((field) => !Object.hasOwn(fields, field))
    if (missing.length > 0) return { steps: [], left: [...lost, { ...step, says: `it has no ${missing.join(', ')}` }] }
    const act = () => here.management.call('POST', create, fields)
    return { steps: [{ ...step, verb: 'create', says: 'new', act }], left: lost }
  }
  const known = Object.fromEntries(Object.entries(fields).filter(([field]) => !incomplete.has(field)))
  const changes = differences(before, known)
  const says = Object.keys(changes).join(', ')
  const at = entity === THEME ? `${create}/${encodeURIComponent(String(before['themeId']))}` : path
  const act = () => here.management.call('PATCH', at, changes)
  return { steps: [says === '' ? keep(noun, name) : { ...step, verb: 'update', says, act }], left: lost }
}

export const planEmailProvider = (here: Here, value: unknown): Promise<Plan> =>
  Object.keys(asDocument(value)).length === 0
    ? Promise.resolve(together([]))
    : planOptional(here, EMAIL_PROVIDER, 'email-provider', 'emails/provider', 'emails/provider', asDocument(value))

export async function planEmailTemplates(here: Here, value: unknown): Promise<Plan> {
  const plans: Plan[] = []
  for (const one of documentsIn(value)) {
    const path = `email-templates/${encodeURIComponent(String(one['template']))}`
    plans.push(await planOptional(here, EMAIL_TEMPLATE, 'email-template', path, 'email-templates', one))
  }
  return together(plans)
}

export async function planThemes(here: Here, value: unknown): Promise<Plan> {
  const [theme, ...others] = documentsIn(value)
  if (!theme) return together([])
  const left = others.map((one): Left => ({
    noun: 'theme',
    name: String(one['displayName'] ?? ''),
    says: 'there is one theme in a tenant, and another comes first',
  }))
  const plan = await planOptional(here, THEME, 'theme', 'branding/themes/default', 'branding/themes', theme)
  return together([plan, { steps: [], left }])
}

export async function planBranding(here: Here, value: unknown): Promise<Plan> {
  const { templates, ...said } = asDocument(value)
  const body = documentsIn(templates).find(({ template }) => template === 'universal_login')?.['body']
  const plan = await planSingle({ entity: BRANDING, noun: 'branding' }, here, said)
  if (typeof body !== 'string') return plan
  const path = 'branding/templates/universal-login'
  const before = await here.management.find(path)
  const name = 'universal_login'
  const act = () => here.management.call('PUT', path, { template: body })
  const step: PlanStep =
    before?.['body'] === body
      ? keep('page-template', name)
      : { verb: 'set', noun: 'page-template', name, says: 'its body', act }
  return together([plan, { steps: [step], left: [] }])
}

async function planTexts(here: Here, value: unknown): Promise<Plan> {
  const steps: PlanStep[] = []
  for (const [language, prompts] of Object.entries(asDocument(value))) {
    for (const [prompt, screens] of Object.entries(asDocument(prompts))) {
      if (!isDocument(screens)) continue
      const path = `prompts/${encodeURIComponent(prompt)}/custom-text/${encodeURIComponent(language)}`
      const before = requireDocument(await here.management.call('GET', path))
      const name = `${prompt} ${language}`
      const isSame = covers(before, screens) && covers(screens, before)
      const act = () => here.management.call('PUT', path, screens)
      if (!isSame) steps.push({ verb: 'set', noun: 'custom-text', name, says: Object.keys(screens).join(', '), act })
    }
  }
  return { steps, left: [] }
}

export async function planPrompts(here: Here, value: unknown): Promise<Plan> {
  const { customText, partials, screenRenderers, ...said } = asDocument(value)
  const lost = [
    ['partials', partials],
    ['screenRenderers', screenRenderers],
  ] as const
  const left = lost
    .filter(([, one]) => (Array.isArray(one) ? one.length > 0 : Object.keys(asDocument(one)).length > 0))
    .map(([name]): Left => ({
      noun: 'prompts',
      name,
      says: 'pages here have no parts of your own: see branding, and custom texts',
    }))
  return together([
    await planSingle({ entity: PROMPTS, noun: 'prompts' }, here, said),
    await planTexts(here, customText),
    { steps: [], left },
  ])
}

/** Pages of a tenant's own, by the setting that holds them. */
const PAGES: Readonly<Record<string, string>> = {
  password_reset: 'change_password',
  guardian_multifactor: 'guardian_mfa_page',
  error_page: 'error_page',
}

async function planLoginPage(here: Here, { html, enabled }: Document): Promise<readonly PlanStep[]> {
  const { documents } = await here.management.list(CLIENT, CLIENT.path, { is_global: 'true' }, 1)
  const [global] = documents
  if (!global) return []
  const wanted = {
    ...(typeof html === 'string' && html !== '' ? { custom_login_page: html } : {}),
    ...(typeof enabled === 'boolean' ? { custom_login_page_on: enabled } : {}),
  }
  const changes = differences(global, wanted)
  if (Object.keys(changes).length === 0) return [keep('page', 'login')]
  const path = `clients/${encodeURIComponent(String(global['client_id']))}`
  const act = () => here.management.call('PATCH', path, changes)
  return [{ verb: 'update', noun: 'page', name: 'login', says: Object.keys(changes).join(', '), act }]
}

export async function planPages(here: Here, value: unknown): Promise<Plan> {
  const steps: PlanStep[] = []
  const settings = asDocument(await here.management.call('GET', TENANT_SETTINGS.path))
  for (const { name, html, ...said } of documentsIn(value)) {
    if (name === 'login') {
      steps.push(...(await planLoginPage(here, { html, ...said })))
      continue
    }
    const field = typeof name === 'string' && Object.hasOwn(PAGES, name) ? PAGES[name] : undefined
    if (field === undefined) continue
    const wanted = { ...said, ...(typeof html === 'string' && html !== '' ? { html } : {}) }
    const page = String(name)
    const act = () => here.management.call('PATCH', TENANT_SETTINGS.path, { [field]: wanted })
    const isSame = covers(settings[field], wanted)
    steps.push(isSame ? keep('page', page) : { verb: 'update', noun: 'page', name: page, says: field, act })
  }
  return { steps, left: [] }
}
