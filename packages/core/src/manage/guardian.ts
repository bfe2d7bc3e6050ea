// Factors and policies of multi-factor authentication. Which factors a tenant wants is kept; nobody is asked for one, so that a
// policy which says otherwise is refused. reference: Management API, section 20.
import { anyText, several } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { bool, list, oneOf, record, type Static } from '@symbolon/protocol/entities/schema'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { recordWrite, type LoggedEntity } from './record-write.ts'
import { invalidPath, notAllowed } from './refusals.ts'
import { settle } from './settle.ts'

const FACTORS = [
  'sms',
  'push-notification',
  'otp',
  'email',
  'duo',
  'webauthn-roaming',
  'webauthn-platform',
  'recovery-code',
] as const

const FACTOR: LoggedEntity = { name: 'guardian-factor', apart: [], writeOnly: [], guarded: {}, fields: {} }
const POLICIES_ENTITY: LoggedEntity = { ...FACTOR, name: 'guardian-policies' }

const ENABLED = record({ enabled: bool() })
const POLICIES = list(oneOf('all-applications', 'confidence-score'), 2, { uniqueItems: true })

const listFactors = async ({ store }: Tenancy): Promise<readonly Document[]> => {
  const enabled = new Set(
    (await store.all('guardian_factors', {})).filter((one) => one.enabled).map(({ name }) => name),
  )
  return FACTORS.map((name) => ({ name, enabled: enabled.has(name), trial_expired: false }))
}

const isFactor = (name: string): boolean => FACTORS.some((known) => known === name)

const setFactor = async (
  tenancy: Tenancy,
  caller: Caller,
  { id: name, body }: Asked<Static<typeof ENABLED>>,
): Promise<Document> => {
  if (!isFactor(name)) {
    throw invalidPath(`No enum match, expected one of: ${FACTORS.join(', ')}`, 'name (Factor name)')
  }
  const after = { name, enabled: body.enabled }
  await settle(tenancy, async () => {
    const before = await tenancy.store.find('guardian_factors', { name })
    return {
      changes: [
        before ? { replace: 'guardian_factors', before, after } : { insert: 'guardian_factors', document: after },
      ],
    }
  })
  recordWrite(tenancy, caller, FACTOR, { id: name, changed: ['enabled'], after })
  return { enabled: body.enabled }
}

const listPolicies = async (): Promise<readonly string[]> => {
  return []
}

const setPolicies = async (
  tenancy: Tenancy,
  caller: Caller,
  { body }: Asked<Static<typeof POLICIES>>,
): Promise<readonly string[]> => {
  if (body.length > 0) throw notAllowed('Nobody is asked for a second factor here, so that no policy can demand one.')
  recordWrite(tenancy, caller, POLICIES_ENTITY, { changed: [] })
  return []
}

const READ_FACTORS = ['read:guardian_factors']
const POLICIES_PATH = '/guardian/policies'

export const GUARDIAN_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/guardian/factors',
    status: 200,
    scopes: READ_FACTORS,
    answers: several(record({ name: anyText(), enabled: bool(), trial_expired: bool() })),
    act: listFactors,
  }),
  endpoint({
    method: 'PUT',
    path: '/guardian/factors/:id',
    status: 200,
    scopes: ['update:guardian_factors'],
    bodySchema: ENABLED,
    answers: ENABLED,
    act: setFactor,
  }),
  endpoint({
    method: 'GET',
    path: POLICIES_PATH,
    status: 200,
    scopes: ['read:mfa_policies'],
    answers: several(anyText()),
    act: listPolicies,
  }),
  endpoint({
    method: 'PUT',
    path: POLICIES_PATH,
    status: 200,
    scopes: ['update:mfa_policies'],
    bodySchema: POLICIES,
    answers: several(anyText()),
    act: setPolicies,
  }),
]
