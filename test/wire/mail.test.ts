// Mails as they arrive: over SMTP, over a tenant's own server, in the tenant's own words.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { FIRST_CONNECTION, newEnabledClient } from '@symbolon/core/connections/new-connection'
import { sealEmailCredentials } from '@symbolon/core/mail/provider-credentials'
import type { EmailProvider } from '@symbolon/protocol/entities/email-provider'
import type { EmailTemplate } from '@symbolon/protocol/entities/email-template'
import { localCertificate } from '../tls.ts'
import { computing } from './computing.ts'
import { startMailServer, type MailServer } from './mail-server.ts'
import { openMailbox, type Mailbox } from './mailbox.ts'
import { until } from './until.ts'
import { newClient, startWorld, type Options, type World } from './world.ts'

const application = newClient({
  name: 'Shop <b>"quoted"</b>',
  callbacks: ['https://shop.example.com/callback'],
  grant_types: ['authorization_code'],
})
const { client_id } = application
const newEmail = (): string => `${randomBytes(6).toString('hex')}@example.com`

async function openWorld(options: Options): Promise<World> {
  const world = await startWorld(options)
  const connection = await world.tenancy.store.find('connections', { name: FIRST_CONNECTION })
  assert.ok(connection)
  await world.write(application.changes, {
    insert: 'enabled_clients',
    document: newEnabledClient(connection.id, client_id),
  })
  return world
}

const signUp = async (world: World, email: string, fields: object = {}): Promise<void> => {
  const response = await fetch(`${world.issuer}dbconnections/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id, connection: FIRST_CONNECTION, email, password: 'Correct-horse-7', ...fields }),
  })
  assert.equal(response.status, 200, await response.text())
}

describe('mails over SMTP', () => {
  let server: MailServer
  let world: World

  before(async () => {
    server = await startMailServer()
    const url = `smtp://mailer%40sender.example:pass%2Fword@127.0.0.1:${server.port}`
    world = await openWorld({ environment: { SYMBOLON_MAIL: `${url}?from=hello%40sender.example` } })
  })
  after(async () => {
    await world.stop()
    await server.stop()
  })

  test('arrive as text and HTML, to one address, from the sender of the settings', async () => {
    const email = newEmail()
    await signUp(world, email)
    await until('the mail has arrived', () => server.received.length > 0)
    const [mail] = server.received
    assert.ok(mail)
    assert.deepEqual(mail.recipients, [email])
    assert.equal(mail.from?.text, 'hello@sender.example')
    assert.deepEqual(server.logins, ['mailer@sender.example:pass/word'])
    const link = /https?:\/\/\S+\/u\/email-verification\?ticket=[\w-]+#/.exec(mail.text ?? '')?.[0]
    assert.ok(link !== undefined && link.startsWith(world.issuer))
    assert.ok(typeof mail.html === 'string' && mail.html.includes(link))
  })
})

describe('mails of a tenant with its own server and templates', () => {
  let server: MailServer
  let mailbox: Mailbox
  let world: World

  before(async () => {
    const { cert, key } = localCertificate()
    server = await startMailServer({ key: readFileSync(key), cert: readFileSync(cert) })
    mailbox = openMailbox()
    world = await openWorld({ environment: { ...mailbox.environment, SYMBOLON_EGRESS_ALLOW: '127.0.0.0/8,::1' } })
  })
  after(async () => {
    await world.stop()
    mailbox.remove()
    await server.stop()
  })

  const keepTemplate = async (fields: Partial<EmailTemplate>): Promise<void> => {
    const document = { template: 'verify_email', enabled: true, syntax: 'liquid', ...fields } as const
    const before = await world.tenancy.store.find('email_templates', { template: document.template })
    await world.write(
      before ? { replace: 'email_templates', before, after: document } : { insert: 'email_templates', document },
    )
  }

  test("say what the template says, with Auth0's variables, and nothing in them becomes markup", async () => {
    await keepTemplate({
      subject: 'Hi {{ user.given_name }} from {{ application.name }}',
      from: '{{ tenant }} <hello@sender.example>',
      body: '<p>{{ user.given_name }} / {{ user.user_metadata.plan }} / {{ friendly_name }}</p><a href="{{ url }}">Go</a> {{ application.name | escape }}{% if request_language == "en" %}!{% endif %}',
    })
    const email = newEmail()
    await signUp(world, email, { given_name: '<script>\r\nBcc: x', user_metadata: { plan: '{{ url }}' } })
    const mail = await mailbox.next(email)
    assert.equal(mail.subject, 'Hi  script Bcc: x from Shop  b quoted /b ')
    assert.equal(mail.from, 'localhost <hello@sender.example>')
    const [link = ''] = mail.links
    assert.equal(
      mail.html,
      `<p>&lt;script&gt;\r\nBcc: x / {{ url }} / localhost</p><a href="${link}">Go</a> Shop &lt;b&gt;&#34;quoted&#34;&lt;/b&gt;!`,
    )
    assert.match(mail.text, new RegExp(`Go \\(${link.replaceAll(/[.?]/g, '\\$&')}\\)`))
  })

  test('are not sent where the template is off, and the link lives as long as it says', async () => {
    await keepTemplate({ enabled: false })
    const silent = newEmail()
    await signUp(world, silent)
    await keepTemplate({ enabled: true, urlLifetimeInSeconds: 7200 })
    const email = newEmail()
    await signUp(world, email)
    assert.match((await mailbox.next(email)).text, /works for 2 hours/)
    assert.deepEqual(mailbox.all(silent), [])
  })

  test('a template that would run forever, read files or be too large sends nothing, and harms nobody', async () => {
    for (const body of [
      '{% for a in (1..100000000) %}{% for b in (1..100000000) %}x{% endfor %}{% endfor %}',
      '{% include "/etc/passwd" %}',
      '{% layout "/etc/passwd" %}',
      '{{ "x" | repeat: 1000000000 }}{% unclosed',
      '{% assign s = "xxxxxxxxxxxxxxxx" %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}{{ s }}',
    ]) {
      await keepTemplate({ body })
      const email = newEmail()
      const took = await computing(async () => {
        await signUp(world, email)
        const fine = await world.tenancy.store.findUserByIdentifier(FIRST_CONNECTION, 'email', email)
        assert.ok(fine)
      })
      assert.ok(took < 2000, `${took} ms`)
      // The person gets a mail all the same, in our words.
      const mail = await mailbox.next(email)
      assert.match(mail.subject, /Verify your email/)
      assert.doesNotMatch(mail.html, /root:|xxxx/)
    }
    const { events } = await world.tenancy.store.logEvents({ limit: 10, type: 'fn' })
    assert.match(events[0]?.description ?? '', /^The e-mail template verify_email cannot be used/)
    await keepTemplate({ body: '{{ user.constructor.name }}{{ user.__proto__ }}{{ url.constructor }}ok' })
    const email = newEmail()
    await signUp(world, email)
    assert.equal((await mailbox.next(email)).html, 'ok')
    await keepTemplate({})
  })

  test('go through its own server, with the credentials that are sealed in the database', async () => {
    const credentials = {
      smtp_host: 'localhost',
      smtp_port: server.port,
      smtp_user: 'acme',
      smtp_pass: 'very-secret-smtp-password',
    }
    const document: EmailProvider = {
      name: 'smtp',
      enabled: true,
      default_from_address: 'Acme <acme@acme.example>',
      sealed_credentials: sealEmailCredentials(world.tenancy, credentials),
    }
    await world.write({ insert: 'email_provider', document })
    assert.ok(!JSON.stringify(await world.tenancy.store.find('email_provider', {})).includes('very-secret'))
    const email = newEmail()
    await signUp(world, email)
    await until('the mail has arrived', () => server.received.length > 0)
    assert.equal(server.received[0]?.from?.text, '"Acme" <acme@acme.example>')
    assert.deepEqual(server.received[0]?.recipients, [email])
    assert.deepEqual(server.logins, ['acme:very-secret-smtp-password'])
    assert.deepEqual(mailbox.all(email), [])
  })
})

describe("a tenant's own server at a private address", () => {
  test('is not called, unless the operator allows it', async () => {
    const server = await startMailServer()
    const mailbox = openMailbox()
    const world = await openWorld({ environment: { ...mailbox.environment, SYMBOLON_LOG_LEVEL: 'error' } })
    try {
      const sealed_credentials = sealEmailCredentials(world.tenancy, { smtp_host: '127.0.0.1', smtp_port: server.port })
      const document: EmailProvider = { name: 'smtp', enabled: true, sealed_credentials }
      await world.write({ insert: 'email_provider', document })
      const email = newEmail()
      await signUp(world, email)
    } finally {
      // A stop sends what is waiting.
      await world.stop()
      await server.stop()
    }
    assert.deepEqual(server.received, [])
    assert.deepEqual(mailbox.all(), [])
    mailbox.remove()
  })
})
