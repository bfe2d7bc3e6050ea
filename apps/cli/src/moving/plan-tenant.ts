// The plan of a whole tenant: family after family, in the order in which they need each other.
import { LOG_STREAM } from '@symbolon/protocol/entities/log-stream'
import { SELF_SERVICE_PROFILE } from '@symbolon/protocol/entities/self-service-profile'
import { USER_ATTRIBUTE_PROFILE } from '@symbolon/protocol/entities/user-attribute-profile'
import { isDocument } from '../management-client.ts'
import { assetsOf, documentsIn, type Assets } from './assets.ts'
import { planApis, planClients, planGrants } from './families/apis-and-clients.ts'
import { planCustomDomains } from './families/custom-domains.ts'
import { planCode } from './families/code.ts'
import { planConnections } from './families/connections.ts'
import {
  planBranding,
  planEmailProvider,
  planEmailTemplates,
  planPages,
  planPrompts,
  planSettings,
  planThemes,
} from './families/looks.ts'
import { planNetworkAcls } from './families/network-acls.ts'
import { planFactors, planPolicies, planProtection } from './families/protection.ts'
import { planOrganizations, planRoles } from './families/roles-and-organizations.ts'
import { planServiceTexts } from './families/service-texts.ts'
import { planTokenExchange } from './families/token-exchange.ts'
import { together, type Here, type Left, type Plan } from './here.ts'
import { planEntities } from './plan-entities.ts'

type PlanFamily = (here: Here, value: unknown) => Promise<Plan>

const FAMILIES: readonly (readonly [family: string, plan: PlanFamily])[] = [
  ['roles', planRoles],
  ['emailProvider', planEmailProvider],
  ['emailTemplates', planEmailTemplates],
  ['branding', planBranding],
  ['themes', planThemes],
  ['prompts', planPrompts],
  ['pages', planPages],
  ['attackProtection', planProtection],
  ['guardianFactors', planFactors],
  ['guardianPolicies', async (_here, value) => planPolicies(value)],
  ['customDomains', planCustomDomains],
  [
    'logStreams',
    (here, value) =>
      planEntities(
        { entity: LOG_STREAM, noun: 'log-stream', known: 'name', ignored: ['isPriority', 'sink_secret'] },
        here,
        documentsIn(value),
      ),
  ],
  [
    'userAttributeProfiles',
    (here, value) =>
      planEntities(
        { entity: USER_ATTRIBUTE_PROFILE, noun: 'user-attribute-profile', known: 'name' },
        here,
        documentsIn(value),
      ),
  ],
  [
    'selfServiceProfiles',
    (here, value) =>
      planEntities(
        {
          entity: SELF_SERVICE_PROFILE,
          noun: 'self-service-profile',
          known: 'name',
          ignored: ['customText'],
          further: (said, before) => planServiceTexts(here, said, before),
        },
        here,
        documentsIn(value),
      ),
  ],
]

const CARRIED: ReadonlySet<string> = new Set([
  ...FAMILIES.map(([family]) => family),
  'resourceServers',
  'clients',
  'databases',
  'connections',
  'clientGrants',
  'rules',
  'rulesConfigs',
  'hooks',
  'actions',
  'triggers',
  'tenant',
  'networkACLs',
  'organizations',
  'tokenExchangeProfiles',
  'exclude',
  'include',
])

const isEmpty = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 0 : isDocument(value) ? Object.keys(value).length === 0 : true

const ADVICE: Readonly<Record<string, string>> = {
  actionModules: 'actions here bring their code with them: copy the module into the actions that need it',
  clientAuthCredentials: 'keys are added with symbolon client-credential create',
}

const nameOf = (one: unknown, at: number): string =>
  isDocument(one) ? String(one['name'] ?? one['domain'] ?? one['id'] ?? at + 1) : String(at + 1)

/** Families that do not exist here, thing by thing. */
const absent = (assets: Assets): readonly Left[] =>
  Object.entries(assets)
    .filter(([family, value]) => !CARRIED.has(family) && !isEmpty(value))
    .flatMap(([family, value]) => {
      const says = Object.hasOwn(ADVICE, family) ? (ADVICE[family] ?? '') : 'there is nothing like it here'
      const all: readonly unknown[] = Array.isArray(value) ? value : [value]
      return all.map((one, at) => ({ noun: family, name: nameOf(one, at), says }))
    })

/** Everything that makes the tenant as the files say. Reads, and changes nothing. @throws CommandError */
export async function planTenant(here: Here, assets: Assets): Promise<Plan> {
  const of = (family: string): unknown => assetsOf(assets, family)
  const apis = await planApis(here, of('resourceServers'))
  const clients = await planClients(here, of('clients'))
  const makesClients = clients.steps.some(({ verb }) => verb === 'create')
  const connections = [...documentsIn(of('databases')), ...documentsIn(of('connections'))]
  const plans: Plan[] = [
    apis,
    clients,
    await planConnections(here, connections, makesClients),
    await planGrants(here, of('clientGrants')),
    await planCode(here, assets),
    await planTokenExchange(here, of('tokenExchangeProfiles'), of('actions')),
    await planOrganizations(here, of('organizations'), of('clientGrants')),
  ]
  for (const [family, plan] of FAMILIES) {
    const value = of(family)
    if (value !== undefined) plans.push(await plan(here, value))
  }
  if (of('tenant') !== undefined) plans.push(await planSettings(here, of('tenant')))
  // At the very end: they may turn away whoever carries all this over.
  plans.push(await planNetworkAcls(here, of('networkACLs')))
  return together([...plans, { steps: [], left: absent(assets) }])
}
