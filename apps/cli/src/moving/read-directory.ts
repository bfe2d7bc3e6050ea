// The directory format of auth0-deploy-cli: a folder for each family, a JSON file for each thing, scripts and pages beside it.
import { join } from 'node:path'
import type { Document } from '@symbolon/protocol/entities/entity'
import { isDocument } from '../management-client.ts'
import { included, scriptsIncluded } from './included.ts'
import type { SourceFolder } from './source-folder.ts'

/** Families of which every JSON file of a folder is one, and the folder. */
export const LISTS: Readonly<Record<string, string>> = {
  resourceServers: 'resource-servers',
  clientGrants: 'grants',
  roles: 'roles',
  rulesConfigs: 'rules-configs',
  organizations: 'organizations',
  logStreams: 'log-streams',
  themes: 'themes',
  selfServiceProfiles: 'self-service-profiles',
  userAttributeProfiles: 'user-attribute-profiles',
  tokenExchangeProfiles: 'token-exchange-profiles',
  guardianFactors: 'guardian/factors',
  networkACLs: 'network-acls',
  // What is not here is told to whoever brings it.
  actionModules: 'action-modules',
  connectionProfiles: 'connection-profiles',
  eventStreams: 'event-streams',
  flows: 'flows',
  flowVaultConnections: 'flow-vault-connections',
  forms: 'forms',
  guardianFactorProviders: 'guardian/providers',
  guardianFactorTemplates: 'guardian/templates',
  phoneProviders: 'phone-providers',
  phoneTemplates: 'phone-templates',
  rateLimitPolicies: 'rate-limit-policies',
}

/** Families that are one file. */
export const SINGLES: Readonly<Record<string, string>> = {
  tenant: 'tenant.json',
  emailProvider: 'emails/provider.json',
  guardianPolicies: 'guardian/policies.json',
  triggers: 'triggers/triggers.json',
  customDomains: 'custom-domains/custom-domains.json',
}

export const ATTACK_PROTECTION: Readonly<Record<string, string>> = {
  breachedPasswordDetection: 'breached-password-detection',
  bruteForceProtection: 'brute-force-protection',
  suspiciousIpThrottling: 'suspicious-ip-throttling',
  botDetection: 'bot-detection',
  captcha: 'captcha',
}

type Told = readonly (readonly [string, unknown])[]

const each = (folder: SourceFolder, below: string): readonly (readonly [string, Document])[] =>
  folder.names(below, '.json').map((name) => [join(below, name), folder.object(join(below, name))])

const list = (family: string, items: readonly unknown[]): Told => (items.length === 0 ? [] : [[family, items]])

const withText = (folder: SourceFolder, below: string, field: string): readonly Document[] =>
  each(folder, below).map(([path, document]) => included(folder, document, field, path))

const databases = (folder: SourceFolder): readonly Document[] =>
  folder
    .folders('database-connections')
    .map((name) => join('database-connections', name, 'database.json'))
    .filter((path) => folder.has(path))
    .map((path) => scriptsIncluded(folder, folder.object(path), path))

const emailTemplates = (folder: SourceFolder): readonly Document[] =>
  each(folder, 'emails')
    .filter(([path]) => path !== join('emails', 'provider.json'))
    .map(([path, document]) => included(folder, document, 'body', path))

/** A page may have no text of its own: an error page can be elsewhere. */
const pages = (folder: SourceFolder): readonly Document[] =>
  each(folder, 'pages').map(([path, document]) => ({
    ...document,
    html: folder.text(path.replace(/\.json$/, '.html')) ?? '',
  }))

const branding = (folder: SourceFolder): Told => {
  const templates = withText(folder, 'branding/templates', 'body')
  const settings = folder.has('branding/branding.json') ? folder.object('branding/branding.json') : {}
  const all = { ...settings, ...(templates.length > 0 ? { templates } : {}) }
  return Object.keys(all).length === 0 ? [] : [['branding', all]]
}

const prompts = (folder: SourceFolder): Told => {
  const read = (name: string): Document => (folder.has(`prompts/${name}`) ? folder.object(`prompts/${name}`) : {})
  const all = { ...read('prompts.json'), customText: read('custom-text.json'), partials: read('partials.json') }
  return folder.names('prompts', '.json').length === 0 ? [] : [['prompts', all]]
}

const attackProtection = (folder: SourceFolder): Told => {
  const found = Object.entries(ATTACK_PROTECTION)
    .map(([name, file]) => [name, join('attack-protection', `${file}.json`)] as const)
    .filter(([, path]) => folder.has(path))
    .map(([name, path]) => [name, folder.object(path)] as const)
  return found.length === 0 ? [] : [['attackProtection', Object.fromEntries(found)]]
}

/** Everything that the folder says. @throws CommandError */
export function readDirectory(folder: SourceFolder): Document {
  const told: Told = [
    ...Object.entries(LISTS).flatMap(([family, below]) =>
      list(
        family,
        each(folder, below).map(([, one]) => one),
      ),
    ),
    ...Object.entries(SINGLES)
      .filter(([, path]) => folder.has(path))
      .map(([family, path]) => [family, folder.json(path)] as const),
    ...list('clients', withText(folder, 'clients', 'custom_login_page')),
    ...list('rules', withText(folder, 'rules', 'script')),
    ...list('hooks', withText(folder, 'hooks', 'script')),
    ...list('actions', withText(folder, 'actions', 'code')),
    ...list('databases', databases(folder)),
    ...list(
      'connections',
      each(folder, 'connections').map(([path, one]) => scriptsIncluded(folder, one, path)),
    ),
    ...list('emailTemplates', emailTemplates(folder)),
    ...list('pages', pages(folder)),
    ...branding(folder),
    ...prompts(folder),
    ...attackProtection(folder),
  ]
  return Object.fromEntries(told.filter(([, value]) => isDocument(value) || Array.isArray(value)))
}
