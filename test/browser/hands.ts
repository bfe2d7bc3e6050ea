// Two ways to use a page: with a mouse, or with the keyboard alone.
import type { Locator, Page } from 'playwright-core'

export type Hands = {
  readonly name: string
  readonly type: (field: Locator, text: string) => Promise<void>
  readonly press: (button: Locator) => Promise<void>
}

/** Points at the middle of things, as far as they can be seen and nothing covers them. */
export const mouse = (page: Page): Hands => {
  const point = async (at: Locator): Promise<void> => {
    // The pointer itself is moved: a click that only reaches the element by script would prove nothing.
    await at.scrollIntoViewIfNeeded()
    await at.click({ trial: true })
    const box = await at.boundingBox()
    if (box === null) throw new Error('There is nothing to point at')
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  }
  return {
    name: 'mouse',
    press: point,
    type: async (field, text) => {
      await point(field)
      await page.keyboard.type(text)
    },
  }
}

/** More stops than any page has. */
const MOST_STOPS = 30

/** Goes from stop to stop with the tabulator, and never touches the mouse. */
export const keyboard = (page: Page): Hands => {
  const reach = async (what: Locator): Promise<void> => {
    await what.waitFor()
    for (let stops = 0; stops <= MOST_STOPS; stops += 1) {
      if (await what.evaluate((element) => element === element.ownerDocument.activeElement)) {
        if (await isOutlined(what)) return
        throw new Error('Nobody can see where the keyboard is')
      }
      await page.keyboard.press('Tab')
    }
    throw new Error('The keyboard does not get there')
  }
  return {
    name: 'keyboard',
    press: async (button) => {
      await reach(button)
      await page.keyboard.press('Enter')
    },
    type: async (field, text) => {
      await reach(field)
      await page.keyboard.type(text)
    },
  }
}

/** Whether the element, or what holds it, is drawn differently while it has the focus. */
const isOutlined = (what: Locator): Promise<boolean> =>
  what.evaluate((element) => {
    const chain = [element, element.parentElement ?? element]
    const looks = (): string[] =>
      chain.map((one) => {
        const { outline, boxShadow, borderColor } = element.ownerDocument.defaultView.getComputedStyle(one)
        return `${outline} ${boxShadow} ${borderColor}`
      })
    const focused = looks()
    element.blur()
    const blurred = looks()
    element.focus({ focusVisible: true })
    return focused.some((look, at) => look !== blurred[at])
  })
