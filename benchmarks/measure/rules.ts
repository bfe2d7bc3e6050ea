import { openSandbox, type Sandbox } from '@symbolon/sandbox/sandbox'
import { createHash } from 'node:crypto'
import { residentMiB } from '../machine/usage.ts'
import { TYPICAL_RULE, TYPICAL_RULES } from '../servers/symbolon-rules.ts'
import { median } from './alternate.ts'
import { below, plain } from './section.ts'
import type { Section } from './section.ts'
import type { Settings } from './settings.ts'

const LIMITS = { cpu: 2000, wall: 20_000, memory: 64 * 1024 * 1024 }

const USER = {
  user_id: 'auth0|5f7c8ec7c33c6c004bbafe82',
  email: 'anna@bench.example',
  email_verified: true,
  name: 'Anna Bench',
  nickname: 'anna',
  picture: 'https://cdn.example/anna.png',
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-11-01T00:00:00.000Z',
  app_metadata: { roles: ['editor'], plan: 'gold' },
  user_metadata: { language: 'en' },
  identities: [
    { provider: 'auth0', user_id: '5f7c8ec7c33c6c004bbafe82', connection: 'Username-Password-Authentication' },
  ],
}

const CONTEXT = {
  tenant: 'bench',
  clientID: 'ShopClient',
  clientName: 'Shop',
  clientMetadata: {},
  connection: 'Username-Password-Authentication',
  connectionStrategy: 'auth0',
  protocol: 'oidc-basic-profile',
  stats: { loginsCount: 7 },
  sso: { with_auth0: true, with_dbconn: true, current_clients: ['ShopClient'] },
  accessToken: {},
  idToken: {},
  sessionID: 'session',
  request: {
    userAgent: 'Mozilla/5.0',
    ip: '203.0.113.7',
    hostname: 'bench.example',
    query: { scope: 'openid' },
    body: {},
  },
  authentication: { methods: [{ name: 'pwd', timestamp: 1_795_000_000_000 }] },
  authorization: { roles: ['editor'] },
  jwtConfiguration: {},
}

/** Runs these rules for a tenant. Answers with the milliseconds. */
async function timeRules(sandbox: Sandbox, tenant: string, sources: readonly string[]): Promise<number> {
  const scripts = new Map(sources.map((source) => [createHash('sha256').update(source).digest('base64url'), source]))
  const rules = [...scripts.keys()].map((key, at) => ({ id: `rul_${at}`, name: `Rule ${at}`, key }))
  const auth0 = { domain: 'bench.example', baseUrl: 'https://bench.example/api/v2' }
  const input = { rules, user: USER, context: CONTEXT, configuration: {}, auth0 }
  const execution = { tenant, program: 'rules' as const, input, scripts, now: Date.now(), limits: LIMITS }
  const began = performance.now()
  const outcome = await sandbox.run(execution, async () => null)
  const milliseconds = performance.now() - began
  if (outcome.outcome !== 'answered') throw new Error(`A rule could not be run: ${outcome.message}`)
  return milliseconds
}

/** Every tenant has rules of its own, as text. */
const rulesOf = (tenant: number): readonly string[] => TYPICAL_RULES.map((rule) => `/* of ${tenant} */ ${rule}`)

type Timed = { readonly first: number; readonly further: number; readonly warm: number; readonly three: number }

async function timeCalls(settings: Settings): Promise<Timed> {
  const sandbox = openSandbox()
  try {
    const first = await timeRules(sandbox, 'first', [TYPICAL_RULE])
    const further: number[] = []
    for (let at = 0; at < 20; at++) further.push(await timeRules(sandbox, `further ${at}`, rulesOf(at).slice(0, 1)))
    const timeMany = async (rules: readonly string[]): Promise<number> => {
      const times: number[] = []
      const until = performance.now() + settings.seconds * 1000
      while (performance.now() < until) times.push(await timeRules(sandbox, 'first', rules))
      // Compiled code and branches have settled by then.
      return median(times.slice(times.length >> 2))
    }
    return {
      first,
      further: median(further),
      warm: await timeMany([TYPICAL_RULE]),
      three: await timeMany(TYPICAL_RULES),
    }
  } finally {
    sandbox.close()
  }
}

/** Tenants whose rules are called at once. */
const CROWD = 50

/** MiB of this process and its runners once so many tenants, each with three rules, have had two turns at once. */
async function crowdMemory(tenants: number): Promise<number> {
  const sandbox = openSandbox()
  try {
    // Each has a second turn when most have been forgotten again.
    for (let at = 0; at < 2 * tenants; at += CROWD) {
      const crowd = Array.from({ length: CROWD }, (_, index) => (at + index) % tenants)
      await Promise.all(crowd.map((tenant) => timeRules(sandbox, `tenant ${tenant}`, rulesOf(tenant))))
    }
    return residentMiB(process.pid)
  } finally {
    sandbox.close()
  }
}

/** What running a rule costs by itself, the way to the process of the script and back included. */
export async function measureRules(settings: Settings): Promise<Section> {
  const timed: Timed[] = []
  for (let index = 0; index < settings.runs; index++) timed.push(await timeCalls(settings))
  const middle = (of: (each: Timed) => number): number => median(timed.map(of))
  const tenants = settings.ruleTenants
  const memory = await crowdMemory(tenants)
  return {
    name: 'rules',
    title: 'A rule in the sandbox',
    figures: [
      below(
        'warm call',
        middle(({ warm }) => warm),
        0.3,
        ' ms',
      ),
      plain(
        'warm call of three',
        middle(({ three }) => three),
        ' ms',
      ),
      below(
        'first call after the start',
        middle(({ first }) => first),
        250,
        ' ms',
      ),
      below(
        'first call of a further tenant',
        middle(({ further }) => further),
        10,
        ' ms',
      ),
      below(`resident with ${tenants} tenants of three rules`, memory, 500, ' MiB'),
    ],
    notes: [],
  }
}
