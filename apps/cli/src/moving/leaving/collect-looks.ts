// How a tenant looks, what it says and how it protects its accounts.
import { CUSTOM_TEXT_PROMPTS } from '@symbolon/protocol/auth0/custom-text-prompts'
import type { Document } from '@symbolon/protocol/entities/entity'
import { CLIENT } from '@symbolon/protocol/entities/client'
import { EMAIL_TEMPLATE_NAMES } from '@symbolon/protocol/entities/email-template'
import { TENANT_SETTINGS } from '@symbolon/protocol/entities/tenant-settings'
import { isDocument, type ManagementClient } from '../../management-client.ts'
import { documentsIn } from '../assets.ts'
import { allOf, without, withoutSecretValues } from './collected.ts'

const read = async ({ call }: ManagementClient, path: string): Promise<Document> => {
  const answer = await call('GET', path)
  return isDocument(answer) ? answer : {}
}

async function emailsOf(management: ManagementClient): Promise<Document> {
  const templates: Document[] = []
  for (const name of EMAIL_TEMPLATE_NAMES) {
    const found = await management.find(`email-templates/${name}`)
    if (found) templates.push(found)
  }
  const provider = await management.find('emails/provider')
  return {
    emailTemplates: templates,
    ...(provider ? { emailProvider: withoutSecretValues(provider) } : {}),
  }
}

async function textsOf(management: ManagementClient, languages: readonly string[]): Promise<Document> {
  const byLanguage: [string, Document][] = []
  for (const language of languages) {
    const prompts: [string, Document][] = []
    for (const prompt of CUSTOM_TEXT_PROMPTS) {
      const texts = await read(management, `prompts/${prompt}/custom-text/${encodeURIComponent(language)}`)
      if (Object.keys(texts).length > 0) prompts.push([prompt, texts])
    }
    if (prompts.length > 0) byLanguage.push([language, Object.fromEntries(prompts)])
  }
  return Object.fromEntries(byLanguage)
}

/** Pages of a tenant's own, by the setting that holds them. */
const PAGES = {
  change_password: 'password_reset',
  guardian_mfa_page: 'guardian_multifactor',
  error_page: 'error_page',
} as const

async function pagesOf(management: ManagementClient, settings: Document): Promise<readonly Document[]> {
  const [global] = await allOf(management, CLIENT, { is_global: 'true' })
  const { custom_login_page: html, custom_login_page_on: enabled = false } = global ?? {}
  const login = html === undefined ? [] : [{ name: 'login', enabled, html }]
  const others = Object.entries(PAGES).flatMap(([field, name]) =>
    isDocument(settings[field]) ? [{ ...settings[field], name }] : [],
  )
  return [...login, ...others]
}

async function brandingOf(management: ManagementClient): Promise<Document> {
  const template = await management.find('branding/templates/universal-login')
  const body = template?.['body']
  const templates = body === undefined ? {} : { templates: [{ template: 'universal_login', body }] }
  return { ...(await read(management, 'branding')), ...templates }
}

/** All of it, by the families of the files. */
export async function collectLooks(management: ManagementClient): Promise<Document> {
  const settings = await read(management, TENANT_SETTINGS.path)
  const theme = await management.find('branding/themes/default')
  const protection = (name: string): Promise<Document> => read(management, `attack-protection/${name}`)
  const enabled = Array.isArray(settings['enabled_locales']) ? settings['enabled_locales'].map(String) : []
  return {
    ...(await emailsOf(management)),
    branding: await brandingOf(management),
    themes: theme ? [without(theme, 'themeId')] : [],
    prompts: {
      ...(await read(management, 'prompts')),
      customText: await textsOf(management, enabled),
    },
    pages: await pagesOf(management, settings),
    attackProtection: {
      bruteForceProtection: await protection('brute-force-protection'),
      suspiciousIpThrottling: await protection('suspicious-ip-throttling'),
      breachedPasswordDetection: await protection('breached-password-detection'),
    },
    guardianFactors: documentsIn(await management.call('GET', 'guardian/factors')).map(({ name, enabled: on }) => ({
      name,
      enabled: on,
    })),
    guardianPolicies: { policies: [] },
    tenant: withoutSecretValues(without(settings, ...Object.keys(PAGES))),
  }
}
