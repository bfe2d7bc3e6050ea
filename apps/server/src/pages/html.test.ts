import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { attributes, html, picture } from './html.ts'

/** What people and attackers type: all of Unicode, and pieces of markup in any order. */
const anything = () =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .array(
        fc.constantFrom('<', '>', '"', "'", '`', '&', '&lt;', '&#x3c;', '</p>', '<script>', '-->', ']]>', '\0', '\ud800', '=', ' on', '/', '\\', '\t', '\n', 'javascript:', 'x'), // prettier-ignore
        { maxLength: 12 },
      )
      .map((parts) => parts.join('')),
  )

const address = () =>
  fc
    .array(
      fc.constantFrom(
        'java',
        'script:',
        'JAVASCRIPT:',
        'data:',
        'vbscript:',
        'blob:',
        '/',
        '//',
        '\\',
        '\t',
        '\n',
        '\0',
        ' ',
        '\u00a0',
        '\u2028',
        'https:',
        'http:',
        'mailto:',
        'ftp:',
        'evil.example',
        '?',
        '#',
        '"',
        '@',
        '1',
      ),
      { maxLength: 8 },
    ) // prettier-ignore
    .map((parts) => parts.join(''))

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#96': '`' }

const read = (markup: string): string =>
  markup.replace(/&([#a-z0-9]+);/g, (_entity, name: string) => {
    const character = ENTITIES[name]
    assert.ok(character, name)
    return character
  })

const between = (markup: string, start: string, end: string): string => {
  assert.ok(markup.startsWith(start) && markup.endsWith(end), markup)
  return markup.slice(start.length, markup.length - end.length)
}

describe('a value in a page', () => {
  test('stays text, whatever it is', () => {
    fc.assert(
      fc.property(anything(), (value) => {
        const inside = between(html`<p>${value}</p>`.markup, '<p>', '</p>')
        assert.doesNotMatch(inside, /[<>"'`]|&(?!(?:amp|lt|gt|quot|#39|#96);)/)
        const isPlain = value.isWellFormed() && !/[\p{Cc}\p{Cn}]/u.test(value)
        if (isPlain) assert.equal(read(inside), value)
      }),
    )
  })

  test('stays within the quotes of its attribute', () => {
    fc.assert(
      fc.property(anything(), (value) => {
        for (const markup of [
          html`<i title="${value}"></i>`.markup,
          html`<i${attributes({ title: value })}></i>`.markup,
        ]) {
          assert.doesNotMatch(between(markup, '<i title="', '"></i>'), /[<>"'`]/)
        }
      }),
    )
  })

  test('as an address runs nothing and leads to no other host than it says', () => {
    const page = 'https://login.example/u/login'
    fc.assert(
      fc.property(fc.oneof(anything(), address()), (value) => {
        for (const markup of [
          html`<a href="${value}"></a>`.markup,
          html`<a${attributes({ href: value })}></a>`.markup,
        ]) {
          const written = read(between(markup, '<a href="', '"></a>'))
          const url = URL.parse(written, page)
          if (!url) continue
          assert.match(url.protocol, /^(?:https?|mailto|about):$/)
          const saysItsHost = /^https?:\/\//i.test(written)
          if (!saysItsHost && url.protocol !== 'mailto:' && url.protocol !== 'about:') {
            assert.equal(url.origin, 'https://login.example')
          }
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('as an address is written as it was when there is nothing wrong with it', () => {
    for (const url of [
      '/u/login?state=a&b',
      '#top',
      '?a',
      'https://a.example/b',
      'http://localhost:3000/',
      'mailto:a@b.example',
    ]) {
      assert.equal(read(html`<a href="${url}"></a>`.markup), `<a href="${url}"></a>`)
    }
    for (const url of [
      'javascript:alert(1)',
      'JaVa\tscript:1',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      'data:text/html,x',
      '',
    ]) {
      assert.equal(html`<a href="${url}"></a>`.markup, '<a href="about:invalid"></a>')
    }
  })

  test('cannot be put where nothing is safe', () => {
    const value = 'x'
    assert.throws(() => html`<script>${value}</script>`, TypeError)
    assert.throws(() => html`<style>${value}</style>`, TypeError)
    assert.throws(() => html`<p class=${value}></p>`, TypeError)
    assert.throws(() => html`<p class='${value}'></p>`, TypeError)
    assert.throws(() => html`<p onclick="${value}"></p>`, TypeError)
    assert.throws(() => html`<p style="${value}"></p>`, TypeError)
    assert.throws(() => html`<${value}>`, TypeError)
    assert.throws(() => html`<p ${value}>`, TypeError)
    assert.throws(() => html`<a href="/u/${value}"></a>`, TypeError)
    assert.throws(() => html`<i title="${html`<b>`}"></i>`, TypeError)
    assert.throws(() => attributes({ onclick: value }), TypeError)
    assert.throws(() => attributes({ style: value }), TypeError)
    assert.throws(() => attributes({ 'a b': value }), TypeError)
  })

  test('that is no string is a mistake of ours, not markup', () => {
    const forged = { markup: '<script>', imageOrigins: [] }
    // @ts-expect-error it only looks like markup
    assert.throws(() => html`<p>${forged}</p>`, TypeError)
  })
})

describe('a page', () => {
  test('is put together of others, lists and what may be missing', () => {
    const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`)
    assert.equal(
      html`<ul${attributes({ hidden: true, id: undefined, lang: 'en' })}>${items}${undefined}${false}${3}</ul>`.markup,
      '<ul hidden lang="en"><li>a</li><li>&lt;b&gt;</li>3</ul>',
    )
    assert.equal(html`<input value="${'a'}"${attributes({ required: true })}>`.markup, '<input value="a" required>')
    assert.equal(html`<script src="${'/a.js'}"></script><p>${'b'}</p>`.markup, '<script src="/a.js"></script><p>b</p>')
  })

  test('knows the hosts of its pictures', () => {
    const inner = html`<p>${picture('https://cdn.example:8443/logo.png', 'A "logo"', 'logo')}</p>`
    assert.deepEqual(html`<main>${[inner]}</main>`.imageOrigins, ['https://cdn.example:8443'])
    assert.match(inner.markup, /alt="A &quot;logo&quot;" referrerpolicy="no-referrer"/)
  })
})
