// What a person does with the hosted pages and with an application's page. The pages are known by their form contract alone.
import type { Page } from 'playwright-core'
import type { Person } from '../clients/place.ts'

/** Fills in the login page and sends it. */
export async function logIn(page: Page, { email, password }: Pick<Person, 'email' | 'password'>): Promise<void> {
  await page.fill('input[name=username]', email)
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit][name=action][value=default]')
}

/** Waits for the login page, whoever sent the browser there. */
export async function expectLogin(page: Page): Promise<void> {
  await page.waitForSelector('input[name=username]')
}

/** An answer of the page's own program: what the action `name` of `window.app` gives. @throws Error with the fields of what the program threw */
export async function ask(page: Page, name: string, ...parameters: readonly unknown[]): Promise<unknown> {
  await page.waitForLoadState()
  const answer = await page.evaluate(
    async ([name, parameters]) => {
      try {
        const action: unknown = Reflect.get(Reflect.get(globalThis, 'app'), name)
        return { value: await (typeof action === 'function' ? action(...parameters) : action) }
      } catch (thrown) {
        // Some of what is thrown holds windows, which cannot travel.
        const plain = Object.entries(Object(thrown)).filter(
          ([, value]) => !(value instanceof Object && 'closed' in value),
        )
        return { refusal: { message: String(Object(thrown).message ?? thrown), ...Object.fromEntries(plain) } }
      }
    },
    [name, parameters] as const,
  )
  if ('refusal' in answer) throw Object.assign(new Error(), answer.refusal)
  return answer.value
}

/** Starts an action that leads the browser away from the page, and waits until it has left. */
export async function start(page: Page, name: string, ...parameters: readonly unknown[]): Promise<void> {
  const left = page.waitForEvent('framenavigated', (frame) => frame === page.mainFrame())
  await page.evaluate(([name, parameters]) => void Reflect.get(Reflect.get(globalThis, 'app'), name)(...parameters), [
    name,
    parameters,
  ] as const)
  await left
}
