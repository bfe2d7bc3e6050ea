// The YAML format of auth0-deploy-cli: one file with all families, scripts and pages beside it.
import type { Document } from '@symbolon/protocol/entities/entity'
import { usageError } from '../command-error.ts'
import { isDocument } from '../management-client.ts'
import { printable } from '../output/printable.ts'
import { documentsIn } from './assets.ts'
import { included, scriptsIncluded } from './included.ts'
import type { SourceFolder } from './source-folder.ts'

/** Which field of a family's things names a file. */
const TEXTS: Readonly<Record<string, string>> = {
  rules: 'script',
  hooks: 'script',
  actions: 'code',
  pages: 'html',
  emailTemplates: 'body',
  clients: 'custom_login_page',
}

const withTexts = (folder: SourceFolder, family: string, value: unknown): unknown => {
  const field = Object.hasOwn(TEXTS, family) ? TEXTS[family] : undefined
  if (field !== undefined) return documentsIn(value).map((one) => included(folder, one, field, family))
  if (family === 'databases' || family === 'connections')
    return documentsIn(value).map((one) => scriptsIncluded(folder, one, family))
  if (family !== 'branding' || !isDocument(value)) return value
  const templates = documentsIn(value['templates']).map((one) => included(folder, one, 'body', family))
  return { ...value, templates }
}

/** Everything that the file says. @throws CommandError */
export function readYaml(folder: SourceFolder, name: string): Document {
  const all = folder.yaml(name)
  if (!isDocument(all)) throw usageError(`${printable(name)} must hold families of a tenant: clients, connections, ….`)
  return Object.fromEntries(
    Object.entries(all)
      .filter(([, value]) => isDocument(value) || Array.isArray(value))
      .map(([family, value]) => [family, withTexts(folder, family, value)]),
  )
}
