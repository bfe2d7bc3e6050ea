// @auth0/auth0-react in a browser: a React application whose buttons a person presses, and the API behind it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { useOrdersApp } from './orders-app.ts'
import { expectLogin, logIn } from './person.ts'

describe('@auth0/auth0-react', () => {
  const { origin, person, openPage, openMember, logInAt } = useOrdersApp('auth0-react.js')

  test('logs a person in and goes on where the application wanted to', async (t) => {
    const page = await openMember(t)
    assert.equal(page.url(), `${origin()}/orders`)
    assert.equal(await page.textContent('#sub'), person().user_id)
  })

  test('calls an API with a token that it gets without a question', async (t) => {
    const page = await openMember(t)
    await page.getByRole('button', { name: 'My orders' }).click()
    await page.getByText(`orders of ${person().user_id}`).waitFor()
  })

  test('logs in by popup', async (t) => {
    const page = await openPage(t)
    const popup = page.context().waitForEvent('page')
    await page.getByRole('button', { name: 'Log in here' }).click()
    await logInAt(await popup, page)
  })

  test('sends a stranger to the login page from a place for members, and back to it', async (t) => {
    const page = await openPage(t, '/secret')
    await expectLogin(page)
    await logIn(page, person())
    await page.getByText('for members only').waitFor()
    assert.equal(page.url(), `${origin()}/secret`)
  })

  test('shows why nobody could be logged in without a question', async (t) => {
    const page = await openPage(t)
    await page.getByRole('button', { name: 'Am I known?' }).click()
    await page.getByRole('alert').waitFor()
    assert.equal(await page.getByRole('alert').textContent(), 'login_required: Login required')
  })

  test('logs out', async (t) => {
    const page = await openMember(t)
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.waitForURL(`${origin()}/goodbye`)
    await page.getByRole('heading', { name: 'Welcome' }).waitFor()
    await page.goto(origin())
    await page.getByRole('heading', { name: 'Welcome' }).waitFor()
  })
})
