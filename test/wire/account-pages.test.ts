import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { FIRST_CONNECTION } from '@symbolon/core/connections/new-connection'
import { newTicket, ticketUrl } from '@symbolon/core/login/tickets'
import type { Ticket } from '@symbolon/core/one-time'
import type { DatabaseOptions } from '@symbolon/protocol/entities/connection-options'
import { startPostgres } from '../databases/postgres.ts'
import { authorizePath, newBrowser, toldBy, type Arrival, type Browser } from './browser.ts'
import { openMailbox } from './mailbox.ts'
import { actionOf, fieldAttribute, hasField, headingOf, linkOf, saidAbout, valueOf } from './pages.ts'
import { CALLBACK, enabledFor, newApplication, newUserWithPassword } from './people.ts'
import { startWorld, type World } from './world.ts'

const PASSWORD = 'Analytical-engine-1843'

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`an account, on ${database}`, () => {
    const mailbox = openMailbox()
    let world: World
    let stopDatabase = async (): Promise<void> => {}
    const application = newApplication({ name: 'Harbour' })
    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      const { environment } = mailbox
      world = await startWorld(server ? { environment, database: await server.createDatabase() } : { environment })
      await world.write(application.changes, await enabledFor(world, [application]))
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
      mailbox.remove()
    })

    const begin = async (further: Readonly<Record<string, string>> = {}): Promise<[Browser, Arrival]> => {
      const browser = newBrowser(world.issuer)
      const { client_id } = application
      const wanted = {
        client_id,
        response_type: 'code',
        redirect_uri: CALLBACK,
        scope: 'openid',
        state: 's',
        ...further,
      }
      return [browser, await browser.visit(authorizePath(wanted))]
    }

    /** The connection with other options, as far as they are named. */
    async function setOptions(options: DatabaseOptions): Promise<void> {
      const before = await world.tenancy.store.find('connections', { name: FIRST_CONNECTION })
      assert.ok(before)
      await world.write({
        replace: 'connections',
        before,
        after: { ...before, options: { ...before.options, ...options } },
      })
    }

    const logIn = async (email: string, password: string): Promise<Arrival> => {
      const [browser, page] = await begin()
      return browser.submit(actionOf(page), { username: email, password, action: 'default' })
    }

    const newEmail = (): string => `${Math.random().toString(36).slice(2)}@example.com`

    describe('signing up', () => {
      const open = async (): Promise<[Browser, Arrival]> => {
        const [browser, login] = await begin()
        return [browser, await browser.visit(linkOf(login, 'Sign up'))]
      }

      test('makes an account, logs in with it, and sends the mail that proves the address', async () => {
        const [browser, page] = await open()
        assert.equal(headingOf(page), 'Create your account')
        assert.equal(fieldAttribute(page, 'email', 'autocomplete'), 'email')
        assert.equal(fieldAttribute(page, 'password', 'autocomplete'), 'new-password')
        const email = newEmail()
        const arrival = await browser.submit(actionOf(page), { email, password: PASSWORD, action: 'default' })
        assert.ok(toldBy(arrival)['code'], arrival.body)
        assert.match((await mailbox.next(email)).links[0] ?? '', /\/u\/email-verification\?ticket=/)
      })

      test('is where an application can send people at once', async () => {
        const [browser, page] = await begin({ screen_hint: 'signup' })
        assert.equal(new URL(page.url).pathname, '/u/signup')
        const login = await browser.visit(linkOf(page, 'Log in'))
        assert.equal(headingOf(login), 'Log in')
      })

      test('says beforehand what the password needs, and afterwards what it lacked', async () => {
        const [browser, page] = await open()
        const needs = saidAbout(page, 'password')
        assert.match(
          needs,
          /at least 8 characters at least 3 of these: a lower case letter \(a–z\) an upper case letter/,
        )
        assert.doesNotMatch(page.body, /class="missed"/)
        const again = await browser.submit(actionOf(page), { email: 'ada@example.com', password: 'short-1' })
        assert.equal(again.status, 400)
        assert.equal(valueOf(again, 'email'), 'ada@example.com')
        assert.equal(valueOf(again, 'password'), undefined)
        assert.match(saidAbout(again, 'password'), /not strong enough/)
        assert.match(again.body, /<li class="missed">at least 8 characters<\/li>/)
      })

      test('says beside each field what is wrong with it', async () => {
        const [browser, page] = await open()
        const empty = await browser.submit(actionOf(page), {})
        assert.equal(empty.status, 400)
        assert.match(saidAbout(empty, 'email'), /Enter your email address\./)
        assert.match(saidAbout(empty, 'password'), /Enter your password\./)
        const crooked = await browser.submit(actionOf(page), { email: 'ada@', password: PASSWORD })
        assert.equal(crooked.status, 400)
        assert.match(saidAbout(crooked, 'email'), /like name@example\.com/)
      })

      test('does not say who has an account already', async () => {
        const { email } = await newUserWithPassword(world, PASSWORD)
        const [browser, page] = await open()
        const again = await browser.submit(actionOf(page), { email, password: PASSWORD })
        assert.equal(again.status, 400)
        assert.match(saidAbout(again, 'email'), /cannot create an account with these details/)
        assert.doesNotMatch(again.body, /exists|taken|in use/)
      })

      test('asks for a user name where the connection wants one, and then people can log in by either', async () => {
        await setOptions({ requires_username: true })
        try {
          const [browser, page] = await open()
          const email = newEmail()
          const tooLong = await browser.submit(actionOf(page), { email, username: 'a'.repeat(30), password: PASSWORD })
          assert.match(saidAbout(tooLong, 'username'), /1 to 15 characters/)
          const username = `ada${Date.now() % 1e9}`
          assert.ok(toldBy(await browser.submit(actionOf(page), { email, username, password: PASSWORD }))['code'])
          assert.ok(toldBy(await logIn(username, PASSWORD))['code'])
          assert.ok(toldBy(await logIn(email, PASSWORD))['code'])
          const [, login] = await begin()
          assert.match(login.body, /Email address or username/)
        } finally {
          await setOptions({ requires_username: false })
        }
      })

      test('is not offered, and leads to the login, where it is closed', async () => {
        await setOptions({ disable_signup: true })
        try {
          const [, login] = await begin({ screen_hint: 'signup' })
          assert.equal(headingOf(login), 'Log in')
          assert.throws(() => linkOf(login, 'Sign up'))
          const [browser, page] = await begin()
          const forced = await browser.submit(actionOf(page).replace('/u/login', '/u/signup'), {
            email: newEmail(),
            password: PASSWORD,
          })
          assert.equal(forced.status, 400)
          assert.match(forced.body, /New accounts cannot be created here\./)
        } finally {
          await setOptions({ disable_signup: false })
        }
      })
    })

    describe('a forgotten password', () => {
      const ask = async (email: string): Promise<[Browser, Arrival]> => {
        const [browser, login] = await begin()
        const page = await browser.visit(linkOf(login, 'Forgot your password?'))
        return [browser, await browser.submit(actionOf(page), { email, action: 'default' })]
      }

      const resetLink = async (email: string): Promise<string> => {
        await ask(email)
        const { links } = await mailbox.next(email)
        const link = links.find((one) => one.includes('/u/reset-password?ticket='))
        assert.ok(link)
        return link
      }

      test('is answered the same to everybody; only who has an account gets a mail', async () => {
        const { email } = await newUserWithPassword(world, PASSWORD)
        const bodies = []
        for (const who of ['nobody@example.com', email]) {
          const [, page] = await ask(who)
          assert.equal(page.status, 200)
          assert.equal(new URL(page.url).pathname, '/u/reset-password/sent')
          assert.equal(page.url.includes(encodeURIComponent(who)), false)
          bodies.push(page.body.replaceAll(new URL(page.url).searchParams.get('state') ?? '', 'STATE'))
        }
        assert.equal(bodies[0], bodies[1])
        await mailbox.next(email)
        assert.equal(mailbox.all('nobody@example.com').length, 0)
      })

      test('is replaced through the link: once, by a form, however often the link has been opened', async () => {
        const { email, user_id } = await newUserWithPassword(world, PASSWORD)
        assert.ok(toldBy(await logIn(email, PASSWORD))['code'])
        const link = await resetLink(email)
        // Programs that read mail open links.
        for (let times = 0; times < 3; times += 1) await newBrowser(world.issuer).visit(link)
        const browser = newBrowser(world.issuer)
        const page = await browser.visit(link)
        assert.equal(headingOf(page), 'Choose a new password')
        assert.equal(valueOf(page, 'username'), email)
        assert.equal(fieldAttribute(page, 'password', 'autocomplete'), 'new-password')
        assert.equal(new URL(actionOf(page), world.issuer).search, '')
        const ticket = valueOf(page, 'ticket') ?? ''
        const different = await browser.submit(actionOf(page), {
          ticket,
          password: 'Difference-engine-1822',
          'password-again': 'x',
        })
        assert.equal(different.status, 400)
        assert.match(saidAbout(different, 'password-again'), /not the same/)
        const weak = await browser.submit(actionOf(page), { ticket, password: 'weak', 'password-again': 'weak' })
        assert.equal(weak.status, 400)
        assert.match(saidAbout(weak, 'password'), /not strong enough/)
        const next = { ticket, password: 'Difference-engine-1822', 'password-again': 'Difference-engine-1822' }
        const done = await browser.submit(actionOf(page), next)
        assert.equal(headingOf(done), 'Password changed')
        assert.equal(new URL(done.url).search, '')
        assert.equal((await browser.submit(actionOf(page), next)).status, 400)
        assert.equal(headingOf(await browser.visit(link)), 'This link does not work')
        assert.equal((await world.tenancy.store.sessionsOfUser(user_id, { limit: 10 })).items.length, 0)
        assert.equal((await logIn(email, PASSWORD)).status, 401)
        assert.ok(toldBy(await logIn(email, 'Difference-engine-1822'))['code'])
      })

      test('G9: has its link at the tenant’s own address, whatever host a request names', async () => {
        const { email } = await newUserWithPassword(world, PASSWORD)
        const headers = {
          'content-type': 'application/json',
          forwarded: 'host=evil.example;proto=https',
          'x-forwarded-host': 'evil.example',
          'x-forwarded-proto': 'https',
          'x-original-host': 'evil.example',
          'x-host': 'evil.example',
          origin: 'https://evil.example',
          referer: 'https://evil.example/',
        }
        const { client_id } = application
        const body = JSON.stringify({ client_id, connection: FIRST_CONNECTION, email })
        const init = { method: 'POST', headers, body }
        assert.equal((await fetch(`${world.issuer}dbconnections/change_password`, init)).status, 200)
        const { links, text } = await mailbox.next(email)
        assert.ok(links.some((link) => link.startsWith(`${world.issuer}u/reset-password?ticket=`)))
        assert.doesNotMatch(text, /evil/)
        const metadata = await fetch(`${world.issuer}.well-known/openid-configuration`, { headers })
        const told = await metadata.text()
        assert.equal(JSON.parse(told).issuer, world.issuer)
        assert.doesNotMatch(told, /evil/)
      })

      test('needs an address to send the link to', async () => {
        const [browser, login] = await begin()
        const page = await browser.visit(linkOf(login, 'Forgot your password?'))
        const empty = await browser.submit(actionOf(page), {})
        assert.equal(empty.status, 400)
        assert.match(saidAbout(empty, 'email'), /Enter your email address\./)
        const crooked = await browser.submit(actionOf(page), { email: 'ada' })
        assert.match(saidAbout(crooked, 'email'), /like name@example\.com/)
        assert.equal(hasField(page, 'password'), false)
      })

      test('does not offer what the connection does not allow', async () => {
        await setOptions({ disable_self_service_change_password: true })
        try {
          const [, login] = await begin()
          assert.throws(() => linkOf(login, 'Forgot your password?'))
        } finally {
          await setOptions({ disable_self_service_change_password: false })
        }
      })
    })

    describe('a link in a mail', () => {
      const linkFor = async (
        fields: Pick<Ticket, 'action'> & Partial<Ticket>,
        user: { user_id: string; email: string },
      ) => {
        const ticket: Ticket = {
          user_id: user.user_id,
          email: user.email,
          connection: FIRST_CONNECTION,
          client_id: application.client_id,
          result_url: null,
          include_email_in_redirect: false,
          mark_email_as_verified: false,
          password_changed_at: null,
          ...fields,
        }
        return ticketUrl(world.tenancy, ticket, await newTicket(world.tenancy, ticket))
      }

      test('verifies the address when a person presses the button, and not before', async () => {
        const user = await newUserWithPassword(world, PASSWORD, { email_verified: false })
        const link = await linkFor({ action: 'verify_email' }, user)
        const browser = newBrowser(world.issuer)
        for (let times = 0; times < 3; times += 1) await browser.send(link, { method: 'HEAD' })
        const page = await browser.visit(link)
        assert.match(page.body, new RegExp(`Is <strong><bdi>${user.email}</bdi></strong> your address\\?`))
        assert.equal((await world.tenancy.store.findUser(user.user_id))?.email_verified, false)
        const done = await browser.submit(actionOf(page), { ticket: valueOf(page, 'ticket') ?? '' })
        assert.equal(headingOf(done), 'Email address verified')
        assert.equal((await world.tenancy.store.findUser(user.user_id))?.email_verified, true)
        const again = await browser.submit(actionOf(page), { ticket: valueOf(page, 'ticket') ?? '' })
        assert.equal(again.status, 400)
        assert.equal(headingOf(again), 'This link does not work')
      })

      test('leads on to where it was made to lead', async () => {
        const user = await newUserWithPassword(world, PASSWORD, { email_verified: false })
        const result_url = 'https://app.example.com/welcome?from=mail'
        const link = await linkFor({ action: 'verify_email', result_url, include_email_in_redirect: true }, user)
        const browser = newBrowser(world.issuer)
        const page = await browser.visit(link)
        assert.match(
          page.headers.get('content-security-policy') ?? '',
          /form-action 'self' https:\/\/app\.example\.com;/,
        )
        const { url } = await browser.submit(actionOf(page), { ticket: valueOf(page, 'ticket') ?? '' })
        const told = new URL(url)
        assert.equal(told.origin + told.pathname, 'https://app.example.com/welcome')
        assert.deepEqual(
          ['from', 'email', 'success'].map((name) => told.searchParams.get(name)),
          ['mail', user.email, 'true'],
        )
      })

      test('A8: pressed fifty times at once verifies once', async () => {
        const user = await newUserWithPassword(world, PASSWORD, { email_verified: false })
        const link = await linkFor({ action: 'verify_email' }, user)
        const browser = newBrowser(world.issuer)
        const page = await browser.visit(link)
        const ticket = valueOf(page, 'ticket') ?? ''
        const pressed = await Promise.all(
          Array.from({ length: 50 }, () => newBrowser(world.issuer).submit(actionOf(page), { ticket })),
        )
        const headings = pressed.map(headingOf).sort()
        assert.equal(headings.filter((heading) => heading === 'Email address verified').length, 1)
        assert.equal(headings.filter((heading) => heading === 'This link does not work').length, 49)
      })

      test('A8: pressed fifty times at once changes one password', async () => {
        const user = await newUserWithPassword(world, PASSWORD)
        const password = await world.tenancy.store.findPassword(user.user_id)
        const fields = { action: 'change_password', password_changed_at: password?.changed_at ?? null } as const
        const page = await newBrowser(world.issuer).visit(await linkFor(fields, user))
        const ticket = valueOf(page, 'ticket') ?? ''
        const pressed = await Promise.all(
          Array.from({ length: 50 }, (_, index) => {
            const next = `Difference-engine-${index}`
            return newBrowser(world.issuer).submit(actionOf(page), { ticket, password: next, 'password-again': next })
          }),
        )
        const won = pressed.flatMap(({ status }, index) => (status === 200 ? [index] : []))
        assert.equal(won.length, 1)
        assert.ok(toldBy(await logIn(user.email, `Difference-engine-${won[0]}`))['code'])
      })

      test('A14: proves the address that it was sent to, and no other that the user has got meanwhile', async () => {
        const user = await newUserWithPassword(world, PASSWORD, { email_verified: false })
        const link = await linkFor({ action: 'verify_email' }, user)
        const browser = newBrowser(world.issuer)
        const page = await browser.visit(link)
        const path = `/users/${encodeURIComponent(user.user_id)}`
        const email = newEmail()
        assert.equal((await world.manage('PATCH', path, { email, email_verified: false })).status, 200)
        const late = await browser.submit(actionOf(page), { ticket: valueOf(page, 'ticket') ?? '' })
        assert.deepEqual([late.status, headingOf(late)], [400, 'This link does not work'])
        const kept = await world.tenancy.store.findUser(user.user_id)
        assert.deepEqual([kept?.email, kept?.email_verified], [email, false])
      })

      test('A10: of one kind does nothing as another', async () => {
        const user = await newUserWithPassword(world, PASSWORD, { email_verified: false })
        const ticket = new URL(await linkFor({ action: 'verify_email' }, user)).searchParams.get('ticket') ?? ''
        const browser = newBrowser(world.issuer)
        for (const path of ['/u/reset-password', '/u/unblock']) {
          assert.equal((await browser.visit(`${path}?ticket=${ticket}`)).status, 400)
          assert.equal(
            (await browser.submit(path, { ticket, password: PASSWORD, 'password-again': PASSWORD })).status,
            400,
          )
        }
        assert.equal((await browser.visit(`/u/email-verification?ticket=${ticket}`)).status, 200)
      })

      test('is not pressed by a form of another site', async () => {
        const user = await newUserWithPassword(world, PASSWORD, { email_verified: false })
        const ticket = new URL(await linkFor({ action: 'verify_email' }, user)).searchParams.get('ticket') ?? ''
        for (const path of ['/u/email-verification', '/u/reset-password', '/u/unblock']) {
          const forged = await newBrowser(world.issuer).send(path, {
            method: 'POST',
            body: new URLSearchParams({ ticket }),
            headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
          })
          assert.equal(forged.status, 403)
        }
      })

      test('releases an account that was blocked for wrong passwords', async () => {
        const user = await newUserWithPassword(world, PASSWORD)
        for (let failures = 0; failures < 10; failures += 1) await logIn(user.email, 'Wrong-password-1')
        assert.equal((await logIn(user.email, PASSWORD)).status, 429)
        const link = (await mailbox.next(user.email)).links.find((one) => one.includes('/u/unblock?ticket='))
        assert.ok(link)
        const browser = newBrowser(world.issuer)
        const page = await browser.visit(link)
        assert.equal(headingOf(page), 'Unblock your account')
        const done = await browser.submit(actionOf(page), { ticket: valueOf(page, 'ticket') ?? '' })
        assert.equal(headingOf(done), 'Account unblocked')
        assert.ok(toldBy(await logIn(user.email, PASSWORD))['code'])
      })

      test('that never was one says what to do', async () => {
        for (const path of [
          '/u/reset-password',
          '/u/email-verification?ticket=',
          '/u/unblock?ticket=%22%3E%3Cscript%3E',
        ]) {
          const page = await newBrowser(world.issuer).visit(path)
          assert.equal(page.status, 400)
          assert.equal(headingOf(page), 'This link does not work')
          assert.doesNotMatch(page.body, /<script>/)
        }
      })
    })
  })
}
