// Logging in to an organization: by the request, by the page that asks which, by choice, by invitation.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { decodeJwt, type JWTPayload } from 'jose'
import { startPostgres } from '../databases/postgres.ts'
import { authorizePath, newBrowser, toldBy, type Arrival, type Browser } from './browser.ts'
import { managed, type ManagementCall } from './managed.ts'
import { actionOf, hasField, headingOf, valueOf } from './pages.ts'
import { CALLBACK, enabledFor, newApplication, newUserWithPassword, redeem, userTokensOf } from './people.ts'
import { startWorld, type World } from './world.ts'

const PASSWORD = 'Correct-horse-7'

const free = newApplication({ organization_usage: 'allow', initiate_login_uri: 'https://app.example.com/start' })
const split = newApplication({
  organization_usage: 'allow',
  callbacks: [CALLBACK, 'https://{organization_name}.shop.example.com/callback'],
})
const plain = newApplication()
const named = newApplication({ organization_usage: 'require', organization_require_behavior: 'no_prompt' })
const first = newApplication({ organization_usage: 'require', organization_require_behavior: 'pre_login_prompt' })
const afterwards = newApplication({ organization_usage: 'require', organization_require_behavior: 'post_login_prompt' })

type Person = Awaited<ReturnType<typeof newUserWithPassword>>
type Organization = { readonly id: string; readonly name: string; readonly display_name: string }

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`a login to an organization, on ${database}`, () => {
    let now = Date.now()
    let world: World
    let connection_id: string
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld({ now: () => now, ...(server ? { database: await server.createDatabase() } : {}) })
      const clients = [free, split, plain, named, first, afterwards]
      await world.write(
        clients.flatMap(({ changes }) => changes),
        await enabledFor(world, clients),
      )
      const [connection] = await call<readonly { readonly id: string }[]>(200, 'GET', '/connections')
      connection_id = connection?.id ?? ''
    })
    after(async () => {
      await world?.stop()
      await stopDatabase()
    })

    const call = <T = Readonly<Record<string, string>>>(...asked: ManagementCall): Promise<T> =>
      managed<T>(world, ...asked)

    const newOrganization = async (used: object = {}, members: readonly Person[] = []): Promise<Organization> => {
      const name = `org-${randomBytes(6).toString('hex')}`
      const display_name = `The ${name}`
      const enabled_connections = [{ connection_id, ...used }]
      const { id = '' } = await call(201, 'POST', '/organizations', { name, display_name, enabled_connections })
      if (members.length > 0) {
        const body = { members: members.map(({ user_id }) => user_id) }
        await call(204, 'POST', `/organizations/${id}/members`, body)
      }
      return { id, name, display_name }
    }

    const newPerson = (): Promise<Person> => newUserWithPassword(world, PASSWORD)

    const ask = (
      browser: Browser,
      client: typeof free,
      more: Readonly<Record<string, string>> = {},
    ): Promise<Arrival> =>
      browser.visit(
        authorizePath({
          client_id: client.client_id,
          response_type: 'code',
          redirect_uri: CALLBACK,
          scope: 'openid',
          state: 's',
          ...more,
        }),
      )

    const logIn = (browser: Browser, page: Arrival, { email }: Pick<Person, 'email'>): Promise<Arrival> =>
      browser.submit(actionOf(page), { username: email, password: PASSWORD, action: 'default' })

    const claimsOf = async (client: typeof free, arrival: Arrival): Promise<JWTPayload> => {
      const { code = '' } = toldBy(arrival)
      const { id_token } = await userTokensOf(await redeem(world, client, code))
      return decodeJwt(id_token ?? '')
    }

    const isRefused = (arrival: Arrival, error: string, description: string): void => {
      const { error: told, error_description } = toldBy(arrival)
      assert.deepEqual([told, error_description], [error, description], arrival.body)
    }

    test('a member logs in to the organization of the request, which the page names and the tokens say', async () => {
      const person = await newPerson()
      const { id, display_name } = await newOrganization({}, [person])
      const browser = newBrowser(world.issuer)
      const page = await ask(browser, free, { organization: id })
      assert.ok(page.body.includes(display_name))
      assert.equal((await claimsOf(free, await logIn(browser, page, person)))['org_id'], id)
      const silent = await ask(browser, free, { organization: id, prompt: 'none' })
      assert.equal((await claimsOf(free, silent))['org_id'], id)
      const without = await ask(browser, plain, { prompt: 'none' })
      assert.equal((await claimsOf(plain, without))['org_id'], undefined)
    })

    test('its pages look as the organization does, and everybody else’s as the tenant', async () => {
      const { id, name } = await newOrganization()
      const logo_url = `https://cdn.example.com/${name}.svg`
      await call(200, 'PATCH', `/organizations/${id}`, { branding: { logo_url, colors: { primary: '#663399' } } })
      const looksOf = async (more: Readonly<Record<string, string>>) => {
        const { body } = await ask(newBrowser(world.issuer), free, more)
        const [, path = ''] = /<link rel="stylesheet" href="([^"]*)">/.exec(body) ?? []
        const sheet = await fetch(new URL(path.replaceAll('&amp;', '&'), world.issuer))
        return { body, styles: await sheet.text(), cache: sheet.headers.get('cache-control') }
      }
      const inside = await looksOf({ organization: id })
      assert.ok(inside.body.includes(`src="${logo_url}"`))
      assert.ok(inside.body.includes(`alt="The ${name}"`))
      assert.match(inside.styles, /--button:#663399;/)
      assert.equal(inside.cache, 'public, max-age=31536000, immutable')
      const outside = await looksOf({})
      assert.ok(!outside.body.includes(logo_url))
      assert.doesNotMatch(outside.styles, /--button:#663399;/)
    })

    test('each organization may have a callback with its name, and has no other’s', async () => {
      const person = await newPerson()
      const [one, other] = [await newOrganization({}, [person]), await newOrganization({}, [person])]
      const of = ({ name }: Organization): string => `https://${name}.shop.example.com/callback`
      const browser = newBrowser(world.issuer)
      const page = await ask(browser, split, { organization: one.id, redirect_uri: of(one) })
      const arrival = await logIn(browser, page, person)
      assert.equal(toldBy(arrival)['state'], 's')
      assert.ok(arrival.url.startsWith(of(one)))
      for (const wrong of [
        { organization: one.id, redirect_uri: of(other) },
        { redirect_uri: of(one) },
        { organization: 'org_AAAAAAAAAAAAAAAA', redirect_uri: of(one) },
      ]) {
        const { status, body } = await ask(browser, split, wrong)
        assert.equal(status, 400)
        assert.match(body, /Callback URL mismatch/)
      }
    })

    test('who is no member is told so by the application, and gets nothing', async () => {
      const person = await newPerson()
      const { id } = await newOrganization()
      const browser = newBrowser(world.issuer)
      const refused = await logIn(browser, await ask(browser, free, { organization: id }), person)
      isRefused(refused, 'access_denied', `user ${person.user_id} is not part of the ${id} organization`)
    })

    test('a session is of one organization: another is logged in to anew', async () => {
      const person = await newPerson()
      const [one, two] = [await newOrganization({}, [person]), await newOrganization({}, [person])]
      const browser = newBrowser(world.issuer)
      await logIn(browser, await ask(browser, free, { organization: one.id }), person)
      const silent = { organization: two.id, prompt: 'none' }
      isRefused(await ask(browser, free, silent), 'login_required', 'Login required')
      const page = await ask(browser, free, { organization: two.id })
      assert.ok(hasField(page, 'password'))
      assert.equal((await claimsOf(free, await logIn(browser, page, person)))['org_id'], two.id)
      assert.equal((await claimsOf(free, await ask(browser, free, silent)))['org_id'], two.id)
    })

    test('who leaves is logged out of the organization', async () => {
      const person = await newPerson()
      const { id } = await newOrganization({}, [person])
      const browser = newBrowser(world.issuer)
      await logIn(browser, await ask(browser, free, { organization: id }), person)
      await call(204, 'DELETE', `/organizations/${id}/members`, { members: [person.user_id] })
      isRefused(await ask(browser, free, { organization: id, prompt: 'none' }), 'login_required', 'Login required')
    })

    test('what an application does not take, or must have, is refused in the words of the reference', async () => {
      const { id, name } = await newOrganization()
      const browser = newBrowser(world.issuer)
      const refusals = [
        [plain, { organization: id }, 'parameter organization is not allowed for this client'],
        [named, {}, 'parameter organization is required for this client'],
        [free, { organization: name }, 'authorization request parameter organization must be an organization id'],
        [free, { organization: `org_${'x'.repeat(16)}` }, 'The organization was not found'],
        [free, { organization: id, invitation: 'x' }, 'invitation not found or already used'],
        [free, { invitation: 'x' }, 'invitation not found or already used'],
      ] as const
      for (const [client, more, description] of refusals) {
        isRefused(await ask(browser, client, more), 'invalid_request', description)
      }
      const path = `/organizations/${id}/enabled_connections/${connection_id}`
      await call(204, 'DELETE', path)
      const closed = 'no connections enabled for the organization'
      isRefused(await ask(browser, free, { organization: id }), 'invalid_request', closed)
    })

    test('a connection may make members of whoever comes, and let strangers sign up', async () => {
      const open = { assign_membership_on_login: true }
      const person = await newPerson()
      const { id } = await newOrganization(open)
      const browser = newBrowser(world.issuer)
      const page = await ask(browser, free, { organization: id })
      assert.ok(!page.body.includes('/u/signup'), 'nobody is offered to sign up')
      assert.equal((await claimsOf(free, await logIn(browser, page, person)))['org_id'], id)
      const members = await call<readonly { readonly user_id: string }[]>(200, 'GET', `/organizations/${id}/members`)
      assert.deepEqual(
        members.map(({ user_id }) => user_id),
        [person.user_id],
      )
      const { id: wider } = await newOrganization({ ...open, is_signup_enabled: true })
      const stranger = newBrowser(world.issuer)
      const form = await ask(stranger, free, { organization: wider, screen_hint: 'signup' })
      const email = `${randomBytes(6).toString('hex')}@example.com`
      const answer = await stranger.submit(actionOf(form), { email, password: PASSWORD, action: 'default' })
      assert.equal((await claimsOf(free, answer))['org_id'], wider)
      const closed = await ask(newBrowser(world.issuer), free, { organization: id, screen_hint: 'signup' })
      assert.ok(hasField(closed, 'username'), 'the login page, and no sign-up')
    })

    test('an application may have people name their organization first', async () => {
      const person = await newPerson()
      const { id, name } = await newOrganization({}, [person])
      const browser = newBrowser(world.issuer)
      isRefused(await ask(browser, first, { prompt: 'none' }), 'login_required', 'Login required')
      const page = await ask(browser, first)
      assert.equal(headingOf(page), 'Your organization')
      const empty = await browser.submit(actionOf(page), { organization: ' ' })
      assert.equal(empty.status, 400)
      const unknown = await browser.submit(actionOf(page), { organization: '__proto__' })
      assert.equal(unknown.status, 400)
      assert.equal(valueOf(unknown, 'organization'), '__proto__')
      const login = await browser.submit(actionOf(page), { organization: ` ${name.toUpperCase()} ` })
      assert.ok(hasField(login, 'password'))
      assert.equal((await claimsOf(first, await logIn(browser, login, person)))['org_id'], id)
      const silent = await ask(browser, first, { prompt: 'none' })
      assert.equal((await claimsOf(first, silent))['org_id'], id, 'the session remembers it')
      assert.equal(headingOf(await ask(browser, first, { prompt: 'login' })), 'Your organization')
    })

    test('or choose one of theirs afterwards: of one alone without being asked', async () => {
      const [nobody, single, several] = [await newPerson(), await newPerson(), await newPerson()]
      const one = await newOrganization({}, [single, several])
      const two = await newOrganization({}, [several])
      const logged = async (person: Person) => {
        const browser = newBrowser(world.issuer)
        return { browser, arrival: await logIn(browser, await ask(browser, afterwards), person) }
      }
      const none = 'client requires organization membership, but user does not belong to any organization'
      isRefused((await logged(nobody)).arrival, 'access_denied', none)
      assert.equal((await claimsOf(afterwards, (await logged(single)).arrival))['org_id'], one.id)
      const { browser, arrival } = await logged(several)
      assert.equal(headingOf(arrival), 'Choose an organization')
      assert.ok([one, two].every(({ display_name }) => arrival.body.includes(display_name)))
      const foreign = await newOrganization()
      const again = await browser.submit(actionOf(arrival), { organization: foreign.id })
      assert.equal(headingOf(again), 'Choose an organization')
      const answer = await browser.submit(actionOf(arrival), { organization: two.id })
      assert.equal((await claimsOf(afterwards, answer))['org_id'], two.id)
      const silent = await ask(browser, afterwards, { prompt: 'none' })
      assert.equal((await claimsOf(afterwards, silent))['org_id'], two.id)
      // security F5: an organization that has closed the way by which somebody came is not entered by what is remembered of it.
      await call(204, 'DELETE', `/organizations/${two.id}/enabled_connections/${connection_id}`)
      const closed = await ask(browser, afterwards, { prompt: 'none' })
      assert.equal((await claimsOf(afterwards, closed))['org_id'], one.id)
      await call(204, 'DELETE', `/organizations/${one.id}/enabled_connections/${connection_id}`)
      isRefused(await ask(browser, afterwards, { prompt: 'none' }), 'access_denied', none)
    })

    describe('an invitation', () => {
      const invite = async (email: string, more: object = {}, organization?: Organization) => {
        const { id, name } = organization ?? (await newOrganization())
        const { id: role = '' } = await call(200, 'POST', '/roles', { name: randomBytes(6).toString('hex') })
        const body = {
          inviter: { name: 'Ada' },
          invitee: { email },
          client_id: free.client_id,
          roles: [role],
          ...more,
        }
        const made = await call(201, 'POST', `/organizations/${id}/invitations`, body)
        const url = new URL(made['invitation_url'] ?? '')
        return { id, name, role, made, parameters: Object.fromEntries(url.searchParams) }
      }

      test('brings a stranger to the sign-up with its address, and makes a member with its roles', async () => {
        const email = `${randomBytes(6).toString('hex')}@example.com`
        const { id, role, made, parameters } = await invite(email, { app_metadata: { plan: 'gold' } })
        assert.equal(parameters['organization'], id)
        const browser = newBrowser(world.issuer)
        const page = await ask(browser, free, parameters)
        assert.equal(valueOf(page, 'email'), email)
        const sent = { email: 'another@example.com', password: PASSWORD, action: 'default' }
        const answer = await browser.submit(actionOf(page), sent)
        const { org_id, sub = '' } = await claimsOf(free, answer)
        assert.equal(org_id, id)
        const user = await call<Readonly<Record<string, unknown>>>(200, 'GET', `/users/${encodeURIComponent(sub)}`)
        assert.deepEqual([user['email'], user['app_metadata']], [email, { plan: 'gold' }])
        const path = `/organizations/${id}/members/${encodeURIComponent(sub)}/roles`
        const roles = await call<readonly { readonly id: string }[]>(200, 'GET', path)
        assert.deepEqual(
          roles.map((one) => one.id),
          [role],
        )
        await call(404, 'GET', `/organizations/${id}/invitations/${made['id']}`)
        const used = await ask(newBrowser(world.issuer), free, parameters)
        isRefused(used, 'invalid_request', 'invitation not found or already used')
      })

      test('brings who has an account to the login, and whoever is logged in has to log in again', async () => {
        const person = await newPerson()
        const { id, parameters } = await invite(person.email)
        const browser = newBrowser(world.issuer)
        await logIn(browser, await ask(browser, plain), person)
        const page = await ask(browser, free, parameters)
        assert.equal(valueOf(page, 'username'), person.email)
        assert.equal((await claimsOf(free, await logIn(browser, page, person)))['org_id'], id)
      })

      test('lets in only whose address it was sent to', async () => {
        const [invited, other] = [await newPerson(), await newPerson()]
        const { id, parameters } = await invite(invited.email)
        const browser = newBrowser(world.issuer)
        const refused = await logIn(browser, await ask(browser, free, parameters), other)
        isRefused(refused, 'access_denied', 'the invitation is for another user')
        assert.equal(await world.tenancy.store.isMember(id, other.user_id), false)
        const page = await ask(browser, free, parameters)
        assert.equal((await claimsOf(free, await logIn(browser, page, invited)))['org_id'], id)
      })

      test('ends by its time, when it is deleted, and is of its own application and organization', async () => {
        const person = await newPerson()
        const late = await invite(person.email, { ttl_sec: 60 })
        const gone = await invite(person.email)
        await call(204, 'DELETE', `/organizations/${gone.id}/invitations/${gone.made['id']}`)
        const elsewhere = await invite(person.email)
        now += 61_000
        const other = await newOrganization()
        for (const parameters of [
          late.parameters,
          gone.parameters,
          { ...elsewhere.parameters, organization: other.id },
        ]) {
          const refused = await ask(newBrowser(world.issuer), free, parameters)
          isRefused(refused, 'invalid_request', 'invitation not found or already used')
        }
        const answer = await ask(newBrowser(world.issuer), free, elsewhere.parameters)
        assert.ok(hasField(answer, 'password'))
      })

      test('is used up by one of many at the same time', async () => {
        const person = await newPerson()
        const { id, parameters } = await invite(person.email)
        const browsers = [1, 2, 3].map(() => newBrowser(world.issuer))
        const pages = await Promise.all(browsers.map((browser) => ask(browser, free, parameters)))
        const answers = await Promise.all(
          browsers.map((browser, at) => logIn(browser, pages[at] ?? Object.create(null), person)),
        )
        // The same person each time: a member, whichever of them was first.
        for (const answer of answers) assert.equal((await claimsOf(free, answer))['org_id'], id)
        const { items } = await world.tenancy.store.invitationsOf(id, { limit: 9 })
        assert.deepEqual(items, [])
      })

      test('keeps of its link the hash alone', async () => {
        const { made } = await invite('somebody@example.com')
        const ticket = made['ticket_id'] ?? ''
        assert.match(ticket, /^[A-Za-z0-9]{32}$/)
        const { id = '', organization_id = '' } = made
        const kept = await world.tenancy.store.findInvitation(organization_id, id)
        assert.ok(kept && !JSON.stringify(kept).includes(ticket))
        assert.equal(kept.invitee.email, 'somebody@example.com')
      })
    })
  })
}
