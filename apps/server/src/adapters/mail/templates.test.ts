import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { openTemplates } from './templates.ts'

const LONG = '{% for a in (1..1000000) %}{% for b in (1..1000000) %}x{% endfor %}{% endfor %}'

describe("tenants' own templates", () => {
  const { render, close } = openTemplates()
  after(close)
  const html = (template: string, variables = {}) => render({ template, variables, escape: 'html' })

  test('say what they say, in the order in which they were asked for', async () => {
    const many = Array.from({ length: 20 }, (_, number) => html('{{ a.b }}-{{ number }}', { a: { b: '<b>' }, number }))
    assert.deepEqual(
      await Promise.all(many),
      Array.from({ length: 20 }, (_, number) => `&lt;b&gt;-${number}`),
    )
    assert.equal(
      await render({ template: 'Hi {{ name }}', variables: { name: 'a\r\n<b>' }, escape: 'header' }),
      'Hi a b ',
    )
  })

  test('are computed elsewhere, however long one takes, and those behind it come when it is ended', async () => {
    await html('')
    const before = process.cpuUsage()
    const long = [1, 2].map(() => assert.rejects(html(LONG), { name: 'TemplateBroken', message: /limit exceeded/ }))
    assert.equal(await html('{{ a }}', { a: 1 }), '1')
    await Promise.all(long)
    const { user, system } = process.cpuUsage(before)
    // Each of the two takes half a second.
    assert.ok((user + system) / 1000 < 500, `${user + system} µs`)
  })

  test('that cannot be read say why', async () => {
    await assert.rejects(html('{% if %}{{ a'), { name: 'TemplateBroken', message: /line:1/ })
    assert.equal(await html('{% assign a = "x" %}{{ a }}{{ constructor.name }}{{ __proto__ }}'), 'x')
  })

  test('one that does not come to an end, or ends the process, is given up, and the next is filled in', async (t) => {
    const { render: ask, close: end } = openTemplates(3000, new URL('template-process.fixture.ts', import.meta.url))
    t.after(end)
    for (const template of ['silence', 'death']) {
      const asked = { variables: {}, escape: 'html' } as const
      const given = assert.rejects(ask({ template, ...asked }), { name: 'TemplateBroken', message: /^It takes too/ })
      assert.equal(await ask({ template: 'next', ...asked }), 'next')
      await given
    }
  })
})
