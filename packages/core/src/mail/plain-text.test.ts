import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { plainTextOf } from './plain-text.ts'

test('the text of a mail is what a person would read of its HTML, with the addresses of links', () => {
  const html = `<!doctype html><html><head><title>No</title><style>p { color: red }</style></head><body>
    <h1>Hello &amp; welcome</h1><p>Press <a class="b" href="https://a.example/?t=1&amp;x=2">here</a>.<br>Now&nbsp;please &#60;3</p>
    <script>alert("<p>no</p>")</script><p>Bye</p></body></html>`
  assert.equal(plainTextOf(html), 'Hello & welcome\n\nPress here (https://a.example/?t=1&x=2).\nNow please <3\n\nBye')
  assert.equal(plainTextOf('no tags at all'), 'no tags at all')
})

test('any text can be read, in a time that grows with its length', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void plainTextOf(text)))
  const before = process.threadCpuUsage()
  for (const part of ['<', '<a href="', '&#', '<p>', '< a', '<a '.repeat(3)]) plainTextOf(part.repeat(60_000))
  // Microseconds of work, however busy the machine is with others.
  assert.ok(process.threadCpuUsage(before).user < 3_000_000)
})
