// What an administrator may write, where it becomes part of a header: of an answer, or of a mail.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { FIRST_CONNECTION } from '@symbolon/core/connections/new-connection'
import { authorizePath, newBrowser, signIn } from './browser.ts'
import { openMailbox } from './mailbox.ts'
import { enabledFor, newApplication, newUser, newUserWithPassword } from './people.ts'
import { startWorld, type World } from './world.ts'

const BREAKS = ['\r\n', '\n', '\r', '\0', '\t', '\u007f']
/** Addresses that are accepted, though a header has no place for some of their characters. */
const STRANGE = ['https://app.example.com/zurück', 'https://app.example.com/戻る?an=日本', 'https://münchen.example/']

describe('settings that stand in headers', () => {
  const mailbox = openMailbox()
  const application = newApplication({ grant_types: ['authorization_code', 'implicit'] })
  let world: World
  before(async () => {
    world = await startWorld({ environment: mailbox.environment })
    await world.write(application.changes, await enabledFor(world, [application]))
  })
  after(async () => {
    await world.stop()
    mailbox.remove()
  })

  const client = `/clients/${application.client_id}`

  test('G20: are refused with a line break or another control character in them', async () => {
    for (const character of BREAKS) {
      const address = `https://app.example.com/${character}Set-Cookie: a=b`
      for (const [path, body] of [
        ['/branding', { logo_url: address }],
        ['/branding', { favicon_url: address }],
        ['/branding', { font: { url: address } }],
        ['/branding', { colors: { primary: `#fff${character}` } }],
        ['/tenants/settings', { picture_url: address }],
        ['/tenants/settings', { default_redirection_uri: address }],
        ['/tenants/settings', { allowed_logout_urls: [address] }],
        ['/tenants/settings', { error_page: { html: '', url: address } }],
        [client, { callbacks: [address] }],
        [client, { web_origins: [address] }],
        [client, { allowed_origins: [address] }],
        [client, { allowed_logout_urls: [address] }],
        [client, { logo_uri: address }],
        [client, { initiate_login_uri: address }],
        [client, { name: `Shop${character}Bcc: a@example.com` }],
      ] as const) {
        const answer = await world.manage('PATCH', path, body)
        assert.equal(answer.status, 400, `${path} ${JSON.stringify(body)}`)
        await answer.text()
      }
    }
  })

  test('G20: lead where they say or nowhere, in whatever script they are written', async () => {
    const written = { callbacks: STRANGE, allowed_logout_urls: STRANGE, initiate_login_uri: STRANGE[1] }
    const changed = await world.manage('PATCH', client, written)
    assert.equal(changed.status, 200, await changed.text())
    const { client_id } = application
    const browser = newBrowser(world.issuer)
    await signIn(world, browser, await newUser(world))
    const paths = STRANGE.flatMap((address) => [
      ...['query', 'fragment', 'form_post'].map((response_mode) =>
        authorizePath({ client_id, redirect_uri: address, response_type: 'code', response_mode, scope: 'openid' }),
      ),
      `/v2/logout?${new URLSearchParams({ client_id, returnTo: address })}`,
      `/oidc/logout?${new URLSearchParams({ client_id, post_logout_redirect_uri: address })}`,
    ])
    for (const path of paths) {
      const answer = await browser.send(path)
      assert.ok([200, 302, 400].includes(answer.status), `${path} ${answer.status}`)
      assert.match(answer.headers.get('location') ?? '', /^[\x21-\x7e]*$/, path)
      await answer.text()
    }
    for (const address of STRANGE) {
      assert.equal((await world.manage('PATCH', '/tenants/settings', { default_redirection_uri: address })).status, 200)
      const lost = await browser.send('/u/login?state=gone')
      assert.ok([302, 400, 404].includes(lost.status), `${address} ${lost.status}`)
      assert.match(lost.headers.get('location') ?? '', /^[\x21-\x7e]*$/)
      await lost.text()
    }
  })

  test('G20: a name with a line break adds no line to the head of a mail', async () => {
    const friendly_name = 'Acme\r\nBcc: evil@example.com\r\n\r\nBuy'
    const answer = await world.manage('PATCH', '/tenants/settings', { friendly_name })
    if (answer.status === 400) return
    const { email } = await newUserWithPassword(world, 'Analytical-engine-1843')
    const { client_id } = application
    await fetch(`${world.issuer}dbconnections/change_password`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_id, connection: FIRST_CONNECTION, email }),
    })
    const mail = await mailbox.next(email)
    for (const head of [mail.subject, mail.from ?? '', mail.to]) assert.doesNotMatch(head, /[\r\n]/)
  })
})
