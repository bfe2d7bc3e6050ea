// For tests: the wing over a real store in memory, with two tenants and a clock that stands still.
import Fastify, { type InjectOptions, type LightMyRequestResponse } from 'fastify'
import { createSecretKey, randomBytes } from 'node:crypto'
import { encodeSegment, signJws } from '@symbolon/core/jose/sign'
import { openTenancy, type Tenancy } from '@symbolon/core/tenancy'
import { createTenant } from '@symbolon/core/tenants/create-tenant'
import { currentSigningKey } from '@symbolon/core/tokens/signing-keys'
import { renderLiquid } from '@symbolon/core/mail/liquid'
import type { Mail, Ports, Tenant, TenantStore } from '@symbolon/core/ports'
import { SYSTEM_SCOPES, systemAudience } from '@symbolon/protocol/auth0/system-api'
import type { LogEvent } from '@symbolon/protocol/entities/log-event'
import { openStore } from '@symbolon/storage/open-store'
import { passwordHasher } from '../adapters/password-hasher.ts'
import '../http/request.ts'
import { manageRoutes } from './routes.ts'

/** Every scope an administrator can have. */
export const EVERYTHING = SYSTEM_SCOPES.map(({ value }) => value).filter((value) => !value.includes('current_user'))

export type Asked = {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly body?: unknown
  /** Default: every scope. */
  readonly scopes?: readonly string[]
  /** In place of a token with `scopes`. */
  readonly authorization?: string | undefined
  readonly host?: string
  readonly headers?: Readonly<Record<string, string>>
}

const START = Date.UTC(2026, 0, 2, 3, 4, 5)

export async function openSampleWing() {
  const clock = { now: START }
  /** What DNS knows: `TXT name` or `CNAME name`, and its records. */
  const records = new Map<string, readonly string[]>()
  const operatorLines: { readonly message: string; readonly fields: Record<string, unknown> | undefined }[] = []
  const recorded: LogEvent[] = []
  const mails: Mail[] = []
  const drafts: Promise<void>[] = []
  const operatorLog: Ports['operatorLog'] = (_level, message, fields) => void operatorLines.push({ message, fields })
  const now = () => clock.now
  const store = await openStore({ database: 'sqlite::memory:', now, operatorLog })
  const ports: Ports = {
    store,
    now,
    pause: async () => {},
    stopping: new AbortController().signal,
    random: randomBytes,
    masterKey: createSecretKey(randomBytes(32)),
    hasher: passwordHasher(),
    renderTemplate: renderLiquid,
    sendMail: (mail) => {
      if (typeof mail === 'function') drafts.push(mail().then((written) => void (written && mails.push(written))))
      else mails.push(mail)
    },
    deliverMail: async (mail) => {
      if (mail.to.startsWith('nobody@')) throw new Error('550 nobody\nof that name')
      mails.push(mail)
    },
    inBackground: (_tenant_id, work) => void drafts.push(work()),
    wakeJobs: () => undefined,
    record: (_tenant_id, event) => void recorded.push(event),
    recordExecution: () => undefined,
    operatorLog,
    runCode: async () => ({ outcome: 'busy', message: 'No code runs here' }),
    ofDomains: {
      isVouchedFor: (domain) => domain.endsWith('.vouched.example'),
      txt: async (name) => records.get(`TXT ${name}`) ?? [],
      cname: async (name) => records.get(`CNAME ${name}`) ?? [],
    },
    callOutside: () => Promise.reject(new Error('Nothing is called from here')),
  }
  const tenancies = new Map<string, Tenancy>()
  for (const issuer of ['https://one.example/', 'https://two.example/']) {
    const tenant = await createTenant(ports, issuer)
    if (typeof tenant === 'string') throw new Error(tenant)
    tenancies.set(tenant.host, openTenancy(ports, tenant))
  }
  const tenancyOf = (host: string): Tenancy => {
    const tenancy = tenancies.get(host)
    if (!tenancy) throw new Error(host)
    return tenancy
  }
  const tenancy = tenancyOf('one.example')

  const sign = async (claims: object, { of = tenancy, header = {} }: { of?: Tenancy; header?: object } = {}) => {
    const key = await currentSigningKey(of, 'RS256')
    const input = `${encodeSegment({ alg: 'RS256', typ: 'JWT', kid: key.kid, ...header })}.${encodeSegment(claims)}`
    return `${input}.${await signJws(key, input)}`
  }
  const claimsFor = (scopes: readonly string[], of: Tenant = tenancy.tenant) => ({
    iss: of.issuer,
    sub: `${of.first_client_id}@clients`,
    aud: systemAudience(of.issuer),
    iat: Math.floor(clock.now / 1000),
    exp: Math.floor(clock.now / 1000) + 86400,
    scope: scopes.join(' '),
    gty: 'client-credentials',
    azp: of.first_client_id,
  })
  const tokens = new Map<string, string>()
  const bearer = async (scopes: readonly string[], of: Tenancy = tenancy): Promise<string> => {
    const { kid } = await currentSigningKey(of, 'RS256')
    const name = `${of.tenant.host} ${scopes.join(' ')} ${clock.now} ${kid}`
    const token = tokens.get(name) ?? `Bearer ${await sign(claimsFor(scopes, of.tenant), { of })}`
    tokens.set(name, token)
    return token
  }

  const fastify = Fastify({ logger: false, bodyLimit: 131_072, routerOptions: { maxParamLength: 3000 } })
  fastify.decorateRequest('tenancy')
  fastify.decorateRequest('requestId', '')
  // Tests may put something between the wing and the store.
  const between = { store: (real: TenantStore): TenantStore => real }
  fastify.addHook('onRequest', async (request) => {
    request.requestId = 'request-1'
    const real = tenancyOf(request.hostname)
    request.tenancy = { ...real, store: between.store(real.store) }
  })
  await fastify.register(manageRoutes, { prefix: '/api/v2' })

  const ask = async (url: string, asked: Asked = {}): Promise<LightMyRequestResponse> => {
    const { method = 'GET', body, scopes = EVERYTHING, host = 'one.example', headers = {} } = asked
    const authorization = 'authorization' in asked ? asked.authorization : await bearer(scopes, tenancyOf(host))
    const options: InjectOptions = {
      method,
      url: `/api/v2${url}`,
      headers: {
        host,
        ...(authorization === undefined ? {} : { authorization }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    }
    return fastify.inject(
      body === undefined ? options : { ...options, payload: typeof body === 'string' ? body : JSON.stringify(body) },
    )
  }
  /** Lets `rival` do its work after the next write has been decided and before it is done. */
  const overtake = (rival: () => Promise<unknown>): void => {
    between.store = (real) => ({
      ...real,
      apply: async (changes) => {
        between.store = (same) => same
        await rival()
        return real.apply(changes)
      },
    })
  }
  const close = async (): Promise<void> => {
    await fastify.close()
    await store.close()
  }
  return {
    clock,
    tenancy,
    tenancyOf,
    ask,
    sign,
    claimsFor,
    bearer,
    recorded,
    mails,
    /** Resolves when every mail that was ordered is in `mails`. */
    mailsSent: () => Promise.all(drafts),
    operatorLines,
    records,
    between,
    overtake,
    ports,
    close,
  }
}

export type SampleWing = Awaited<ReturnType<typeof openSampleWing>>
