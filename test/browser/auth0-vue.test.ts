// @auth0/auth0-vue in a browser: a Vue application whose buttons a person presses, and the API behind it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { useOrdersApp } from './orders-app.ts'

describe('@auth0/auth0-vue', () => {
  const { origin, person, openPage, openMember, logInAt } = useOrdersApp('auth0-vue.js')

  test('logs a person in, and calls an API with a token that it gets without a question', async (t) => {
    const page = await openMember(t)
    assert.equal(await page.textContent('#sub'), person().user_id)
    await page.getByRole('button', { name: 'My orders' }).click()
    await page.getByText(`orders of ${person().user_id}`).waitFor()
  })

  test('logs in by popup', async (t) => {
    const page = await openPage(t)
    const popup = page.context().waitForEvent('page')
    await page.getByRole('button', { name: 'Log in here' }).click()
    await logInAt(await popup, page)
  })

  test('shows why nobody could be logged in without a question', async (t) => {
    const page = await openPage(t)
    await page.getByRole('button', { name: 'Am I known?' }).click()
    await page.getByRole('alert').filter({ hasText: 'login_required: Login required' }).waitFor()
  })

  test('logs out', async (t) => {
    const page = await openMember(t)
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.waitForURL(`${origin()}/goodbye`)
    await page.getByRole('heading', { name: 'Welcome' }).waitFor()
  })
})
