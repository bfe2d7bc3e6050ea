// What a tenant has its pages say, and how its theme makes them look.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sampleTheme } from '@symbolon/server/manage/sample-theme.fixture'
import { actionOf, headingOf } from './pages.ts'
import { beginLogin, enabledFor, newApplication } from './people.ts'
import { startWorld, type World } from './world.ts'

describe('the pages of a tenant', () => {
  let world: World
  const application = newApplication({ name: 'Harbour <Coffee> $$& ${companyName}' })
  before(async () => {
    world = await startWorld()
    await world.write(application.changes, await enabledFor(world, [application]))
  })
  after(() => world.stop())

  const begin = (further?: Readonly<Record<string, string>>) => beginLogin(world, application, further)

  const put = async (prompt: string, language: string, screens: object): Promise<void> => {
    const answer = await world.manage('PUT', `/prompts/${prompt}/custom-text/${language}`, screens)
    assert.equal(answer.status, 200)
    assert.deepEqual(await answer.json(), screens)
  }

  test('say what the tenant has them say, in that language, and again their own when it takes it back', async () => {
    const { status } = await world.manage('PATCH', '/tenants/settings', {
      enabled_locales: ['en', 'de'],
      friendly_name: 'The Quay',
    })
    assert.equal(status, 200)
    await put('login', 'en', {
      login: {
        title: 'Ahoy',
        description: '${clientName} at ${companyName} {app} {constructor}',
        buttonText: ' ',
        mystery: 'kept',
      },
    })
    const [browser, page] = await begin()
    assert.equal(headingOf(page), 'Ahoy')
    // The application's name in the description is text, however it looks.
    assert.ok(page.body.includes('Harbour &lt;Coffee&gt; $$&amp; ${companyName} at The Quay'), page.body)
    assert.match(page.body, /\{constructor\}/)
    assert.match(page.body, /value="default">Log in<\/button>/)
    const [, german] = await begin({ ui_locales: 'de' })
    assert.equal(headingOf(german), 'Anmelden')

    await put('login', 'en', { login: { 'no-password': 'Password, please' } })
    const answered = await browser.submit(actionOf(page), { username: 'ada@example.com', action: 'default' })
    assert.match(answered.body, /Password, please/)
    const kept = await world.manage('GET', '/prompts/login/custom-text/en')
    assert.deepEqual(await kept.json(), { login: { 'no-password': 'Password, please' } })
    await put('login', 'en', {})
    assert.equal(headingOf((await begin())[1]), 'Log in')
    assert.deepEqual(await (await world.manage('GET', '/prompts/login/custom-text/en')).json(), {})
  })

  test('take no text for a prompt or a language that there is not, nor one without an end', async () => {
    for (const path of [
      '/prompts/no-such/custom-text/en',
      '/prompts/login/custom-text/e',
      '/prompts/__proto__/custom-text/en',
    ]) {
      const answer = await world.manage('PUT', path, {})
      assert.equal(answer.status, 400)
      assert.equal(Object(await answer.json()).errorCode, 'invalid_uri')
    }
    const path = '/prompts/login/custom-text/en'
    for (const screens of [[], { login: 'text' }, { login: { title: 1 } }, { login: { title: 'x'.repeat(2001) } }]) {
      assert.equal((await world.manage('PUT', path, screens)).status, 400)
    }
  })

  test('wear the theme, before the branding, as long as there is one', async () => {
    const branding = { colors: { primary: '#123456' }, logo_url: 'https://cdn.example/branding.png' }
    assert.equal((await world.manage('PATCH', '/branding', branding)).status, 200)
    const look = async () => {
      const [browser, page] = await begin()
      const sheet = /<link rel="stylesheet" href="([^"]+)">/.exec(page.body)?.[1] ?? ''
      const styles = await (await browser.send(sheet)).text()
      return {
        button: /--button:(#\w+);/.exec(styles)?.[1],
        page: /--page:(#\w+);/.exec(styles)?.[1],
        logo: /class="logo" src="([^"]+)"/.exec(page.body)?.[1],
      }
    }
    assert.equal((await look()).button, '#123456')
    const made = await world.manage('POST', '/branding/themes', sampleTheme('#0b6e4f'))
    assert.equal(made.status, 200)
    const { themeId } = Object(await made.json())
    assert.deepEqual(await look(), { button: '#0b6e4f', page: '#f0f4f2', logo: 'https://cdn.example/theme.png' })
    const { colors } = sampleTheme('#4f0b6e')
    assert.equal((await world.manage('PATCH', `/branding/themes/${themeId}`, { colors })).status, 200)
    assert.equal((await look()).button, '#4f0b6e')
    assert.equal((await world.manage('POST', '/branding/themes', sampleTheme())).status, 409)
    assert.equal(Object(await (await world.manage('GET', '/branding/themes/default')).json()).themeId, themeId)
    assert.equal((await world.manage('DELETE', `/branding/themes/${themeId}`)).status, 204)
    assert.equal((await world.manage('GET', '/branding/themes/default')).status, 404)
    assert.equal((await look()).button, '#123456')
  })

  test('keep a template, which must have room for what is ours', async () => {
    const path = '/branding/templates/universal-login'
    assert.equal((await world.manage('GET', path)).status, 404)
    const template = '<html><head>{%- auth0:head -%}</head><body>{%- auth0:widget -%}</body></html>'
    assert.equal((await world.manage('PUT', path, { template: '<html>{%- auth0:head -%}</html>' })).status, 400)
    assert.equal((await world.manage('PUT', path, { template })).status, 204)
    assert.deepEqual(await (await world.manage('GET', path)).json(), { body: template })
    assert.equal((await world.manage('DELETE', path)).status, 204)
    assert.equal((await world.manage('GET', path)).status, 404)
  })
})
