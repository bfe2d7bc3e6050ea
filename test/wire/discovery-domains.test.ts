// Domains of organizations: whose they are is proven by a text in the domain name system, or the administrator's word; and whoever has an
// address there finds their organization by it. reference: Management API, sections 5 and 14.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { decodeJwt } from 'jose'
import { startPostgres } from '../databases/postgres.ts'
import { authorizePath, newBrowser, toldBy, type Arrival } from './browser.ts'
import { managed, type ManagementCall } from './managed.ts'
import { startNameServer, type NameServer } from './name-server.ts'
import { actionOf, hasField, headingOf, valueOf } from './pages.ts'
import { CALLBACK, enabledFor, newApplication, newUserWithPassword, redeem, userTokensOf } from './people.ts'
import { startWorld, type World } from './world.ts'

const PASSWORD = 'Correct-horse-7'

const asking = { organization_usage: 'require', organization_require_behavior: 'pre_login_prompt' } as const
const byName = newApplication(asking)
const byAddress = newApplication({ ...asking, organization_discovery_methods: ['email'] })
const byEither = newApplication({ ...asking, organization_discovery_methods: ['email', 'organization_name'] })

type Domain = Readonly<Record<'id' | 'domain' | 'status' | 'verification_host' | 'verification_txt', string>>

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`discovery domains, on ${database}`, () => {
    let world: World
    let names: NameServer
    let connection_id: string
    let stopDatabase = async (): Promise<void> => {}
    before(async () => {
      names = await startNameServer()
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld({
        environment: { SYMBOLON_DNS_SERVERS: names.address },
        ...(server ? { database: await server.createDatabase() } : {}),
      })
      const clients = [byName, byAddress, byEither]
      await world.write(
        clients.flatMap(({ changes }) => changes),
        await enabledFor(world, clients),
      )
      const [connection] = await call<readonly { readonly id: string }[]>(200, 'GET', '/connections')
      connection_id = connection?.id ?? ''
    })
    after(async () => {
      await world?.stop()
      await names.stop()
      await stopDatabase()
    })
    const call = <T = Domain>(...asked: ManagementCall): Promise<T> => managed<T>(world, ...asked)

    const newName = (): string => `org-${randomBytes(6).toString('hex')}`
    const newOrganization = async (name = newName()): Promise<{ id: string; name: string; domains: string }> => {
      const { id } = await call(201, 'POST', '/organizations', { name, enabled_connections: [{ connection_id }] })
      return { id, name, domains: `/organizations/${id}/discovery-domains` }
    }

    test('a domain is proven by the text that stands where it is to stand', async () => {
      const { id, name, domains } = await newOrganization()
      const made = await call(201, 'POST', domains, { domain: `${name.toUpperCase()}.Example` })
      const domain = `${name}.example`
      assert.match(made.id, /^ord_[A-Za-z0-9]{22}$/)
      assert.match(made.verification_txt, /^symbolon-domain-verification=[A-Za-z0-9]{32}$/)
      assert.deepEqual(made, {
        id: made.id,
        domain,
        status: 'pending',
        use_for_organization_discovery: true,
        verification_host: `_ss-verification.${id}.${domain}`,
        verification_txt: made.verification_txt,
      })
      const verify = `${domains}/${made.id}/verify`
      const host = made.verification_host.toLowerCase()
      await call(400, 'POST', verify)
      names.texts.set(host, ['v=spf1 -all', `${made.verification_txt}x`])
      await call(400, 'POST', verify)
      assert.equal((await call(200, 'GET', `${domains}/${made.id}`)).status, 'pending')
      names.texts.set(host, ['v=spf1 -all', made.verification_txt])
      const verified = await call(200, 'POST', verify)
      assert.deepEqual(verified, { ...made, status: 'verified' })
      assert.deepEqual(await call(200, 'GET', `${domains}/name/${domain.toUpperCase()}`), verified)
      assert.deepEqual(await call(200, 'GET', `${domains}?take=10`), { domains: [verified] })
    })

    test('it is one organization’s, is changed and deleted, and goes with its organization', async () => {
      const [one, two] = [await newOrganization(), await newOrganization()]
      const domain = `${one.name}.example`
      const { id } = await call(201, 'POST', one.domains, { domain, status: 'verified' })
      await call(409, 'POST', two.domains, { domain })
      for (const wrong of [
        'example',
        '-a.example',
        'a..example',
        'a b.example',
        'ä.example',
        `${'a'.repeat(64)}.example`,
      ])
        await call(400, 'POST', one.domains, { domain: wrong })
      await call(404, 'GET', `${two.domains}/${id}`)
      await call(404, 'POST', `${two.domains}/${id}/verify`)
      await call(404, 'GET', `${two.domains}/name/${domain}`)
      await call(404, 'GET', '/organizations/org_AAAAAAAAAAAAAAAA/discovery-domains')
      await call(400, 'PATCH', `${one.domains}/${id}`, { domain: 'another.example' })
      assert.equal((await call(200, 'PATCH', `${one.domains}/${id}`, { status: 'pending' })).status, 'pending')
      await call(204, 'DELETE', `${one.domains}/${id}`)
      await call(201, 'POST', two.domains, { domain })
      await call(204, 'DELETE', `/organizations/${two.id}`)
      await call(201, 'POST', one.domains, { domain })
    })

    const arrive = async (client: typeof byName, typed: string) => {
      const browser = newBrowser(world.issuer)
      const query = {
        client_id: client.client_id,
        response_type: 'code',
        redirect_uri: CALLBACK,
        scope: 'openid',
        state: 's',
      }
      const page = await browser.visit(authorizePath(query))
      assert.equal(headingOf(page), 'Your organization')
      return { browser, page, next: await browser.submit(actionOf(page), { organization: typed }) }
    }
    const refuses = (page: Arrival, said: string): void => {
      assert.equal(page.status, 400)
      assert.ok(page.body.includes(said), page.body)
    }

    test('who has an address there finds their organization by it, where the application takes addresses', async () => {
      const { id, name, domains } = await newOrganization()
      const person = await newUserWithPassword(world, PASSWORD)
      const [, domain = ''] = person.email.split('@')
      await call(204, 'POST', `/organizations/${id}/members`, { members: [person.user_id] })
      const taken = await call(201, 'POST', domains, { domain })
      refuses((await arrive(byAddress, person.email)).next, 'No organization is known by this email address.')
      await call(200, 'PATCH', `${domains}/${taken.id}`, { status: 'verified', use_for_organization_discovery: false })
      refuses((await arrive(byAddress, person.email)).next, 'No organization is known by this email address.')
      await call(200, 'PATCH', `${domains}/${taken.id}`, { use_for_organization_discovery: true })
      const { browser, page, next } = await arrive(byAddress, ` ${person.email.toUpperCase()} `)
      assert.ok(page.body.includes('Email address'))
      assert.ok(hasField(next, 'password'))
      assert.equal(valueOf(next, 'username'), person.email.toUpperCase(), 'and need not type it twice')
      const body = { username: person.email, password: PASSWORD, action: 'default' }
      const { code = '' } = toldBy(await browser.submit(actionOf(next), body))
      const { id_token } = await userTokensOf(await redeem(world, byAddress, code))
      assert.equal(decodeJwt(id_token ?? '')['org_id'], id)
      refuses((await arrive(byAddress, name)).next, 'Enter an email address like name@example.com.')
      refuses((await arrive(byAddress, '@')).next, 'No organization is known by this email address.')
      refuses((await arrive(byName, person.email)).next, 'There is no organization of this name here.')
      assert.ok(hasField((await arrive(byEither, name)).next, 'password'))
      assert.ok(hasField((await arrive(byEither, person.email)).next, 'password'))
      await call(204, 'DELETE', `${domains}/${taken.id}`)
      refuses((await arrive(byEither, person.email)).next, 'No organization is known by this email address.')
    })
  })
}
