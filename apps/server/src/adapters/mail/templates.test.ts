import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { after, describe, test } from 'node:test'
import { openTemplates } from './templates.ts'

const LONG = '{% for a in (1..1000000) %}{% for b in (1..1000000) %}x{% endfor %}{% endfor %}'

describe("tenants' own templates", () => {
  const { render, close } = openTemplates()
  after(close)
  const html = (template: string, variables = {}) => render({ tenant_id: 'ten_a', template, variables, escape: 'html' })

  test('say what they say, in the order in which they were asked for', async () => {
    const many = Array.from({ length: 20 }, (_, number) => html('{{ a.b }}-{{ number }}', { a: { b: '<b>' }, number }))
    assert.deepEqual(
      await Promise.all(many),
      Array.from({ length: 20 }, (_, number) => `&lt;b&gt;-${number}`),
    )
    assert.equal(
      await render({
        tenant_id: 'ten_a',
        template: 'Hi {{ name }}',
        variables: { name: 'a\r\n<b>' },
        escape: 'header',
      }),
      'Hi a b ',
    )
  })

  test('are computed elsewhere, however long one takes, and those behind it come when it is ended', async (t) => {
    let turns = 0
    let next: NodeJS.Immediate | undefined
    const turn = (): void => {
      turns += 1
      next = setImmediate(turn)
    }
    await html('')
    turn()
    t.after(() => clearImmediate(next))
    const long = [1, 2].map(() => assert.rejects(html(LONG), { name: 'TemplateBroken', message: /limit exceeded/ }))
    assert.equal(await html('{{ a }}', { a: 1 }), '1')
    await Promise.all(long)
    // Each of the two takes half a second, in which this thread does as it likes.
    assert.ok(turns > 20, `${turns} turns`)
  })

  test('that cannot be read say why', async () => {
    await assert.rejects(html('{% if %}{{ a'), { name: 'TemplateBroken', message: /line:1/ })
    assert.equal(await html('{% assign a = "x" %}{{ a }}{{ constructor.name }}{{ __proto__ }}'), 'x')
  })

  const asking = { tenant_id: 'ten_a', variables: {}, escape: 'html' } as const
  const neighbour = { ...asking, tenant_id: 'ten_b' }
  const FIXTURE = new URL('template-process.fixture.ts', import.meta.url)

  test('one that does not come to an end is given up with all of its tenant, and those of others are filled in', async (t) => {
    // Nobody waits: what would be due after the patience is, when the test says so.
    const patience = 123_456
    const due = new EventEmitter<{ waits: [() => void] }>()
    const { setTimeout: set } = globalThis
    t.mock.method(globalThis, 'setTimeout', ((then: () => void, ms: number) => {
      if (ms !== patience) return set(then, ms)
      due.emit('waits', then)
      return set(() => undefined, 0)
    }) as typeof setTimeout)
    const { render: ask, close: end } = openTemplates(patience, FIXTURE)
    t.after(end)
    const waits = once(due, 'waits')
    const given = assert.rejects(ask({ template: 'silence', ...asking }), {
      name: 'TemplateBroken',
      message: /^It takes too/,
    })
    const own = assert.rejects(ask({ template: 'own', ...asking }), { name: 'TemplateBroken', message: /ten minutes/ })
    const next = ask({ template: 'next', ...neighbour })
    const [giveUp] = await waits
    giveUp()
    await Promise.all([given, own])
    assert.equal(await next, 'next')
  })

  test('one that ends its process is given up when it does so twice, and the next is filled in', async (t) => {
    const { render: ask, close: end } = openTemplates(600_000, FIXTURE)
    t.after(end)
    assert.equal(await ask({ template: 'first', ...asking }), 'first')
    const given = assert.rejects(ask({ template: 'death', ...asking }), { name: 'TemplateBroken' })
    assert.equal(await ask({ template: 'next', ...neighbour }), 'next')
    await given
  })

  test('where the process cannot be started, no template is blamed for it', async (t) => {
    const { render: ask, close: end } = openTemplates(600_000, new URL('nothing.ts', import.meta.url))
    t.after(end)
    await assert.rejects(ask({ template: 'x', ...asking }), { name: 'Error', message: /does not start/ })
  })
})
