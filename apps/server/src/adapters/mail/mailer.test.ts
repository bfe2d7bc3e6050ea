import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import type { Mail } from '@symbolon/core/ports'
import { mailer, openMailer } from './mailer.ts'

const mailTo = (to: string): Mail => ({
  to,
  from: undefined,
  subject: 'Hello',
  text: 'https://one.example/u/reset-password?ticket=secret',
  html: '<p>Hello</p>',
  links: ['https://one.example/u/reset-password?ticket=secret'],
  code: undefined,
})

const folderFor = (context: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'symbolon-outbox-'))
  context.after(() => rmSync(folder, { recursive: true }))
  return folder
}

const inBackground = (_tenant_id: string, work: () => Promise<void>): boolean => {
  void work()
  return true
}

const by = (deliver: (mail: Mail) => Promise<void>) => ({ deliver, close: () => {}, inBackground })

const byCode = (to: string, send: () => Promise<void>): Mail => ({ ...mailTo(to), byCode: { tenant_id: to, send } })

const lines = () => {
  const written: string[] = []
  return {
    written,
    log: (...line: unknown[]) =>
      void written.push(JSON.stringify(line, (_key, value) => (value instanceof Error ? value.message : value))),
  }
}

test('an outbox holds one file a mail, in order, that only its owner can read', async (context) => {
  const folder = join(folderFor(context), 'made', 'when-absent')
  const { sendMail, flush } = openMailer(
    { mail: `outbox:${folder}`, egressAllow: [] },
    () => 1_800_000_000_000,
    lines().log,
    inBackground,
  )
  for (const name of ['a', 'b', 'c']) sendMail(mailTo(`${name}@example.com`))
  await flush()
  const files = readdirSync(folder).sort()
  const mails = files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')))
  assert.deepEqual(
    mails.map(({ to }) => to),
    ['a@example.com', 'b@example.com', 'c@example.com'],
  )
  assert.deepEqual(mails[0].links, ['https://one.example/u/reset-password?ticket=secret'])
  assert.equal(mails[0].code, null)
  for (const file of files) assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600)
  assert.equal(statSync(folder).mode & 0o777, 0o700)
})

test('a mail that fails is tried again, and not lost by a clean stop', async () => {
  let isAway = true
  const sent: string[] = []
  const { log, written } = lines()
  const { sendMail, flush } = mailer(
    by(async ({ to }) => {
      if (isAway) throw new Error('the mail server is away')
      sent.push(to)
    }),
    log,
  )
  sendMail(mailTo('a@example.com'))
  await new Promise(setImmediate)
  assert.match(written.join(), /trying again/)
  isAway = false
  await flush()
  assert.deepEqual(sent, ['a@example.com'])
})

test('a mail that will never be taken is given up, and the operator reads nothing of its text', async () => {
  const { log, written } = lines()
  let attempts = 0
  const { sendMail, flush } = mailer(
    by(async () => {
      attempts += 1
      throw Object.assign(new Error('550 no such mailbox'), { permanent: true })
    }),
    log,
  )
  sendMail(mailTo('a@example.com'))
  await flush()
  assert.equal(attempts, 1)
  assert.match(written.join(), /given up.*example\.com.*550/)
  assert.doesNotMatch(written.join(), /ticket|secret|a@/)
})

test('the line of mails has an end', async () => {
  const { log, written } = lines()
  let attempts = 0
  const { sendMail, flush } = mailer(
    by(async () => {
      attempts += 1
      throw Object.assign(new Error('no'), { permanent: true })
    }),
    log,
  )
  for (let count = 0; count < 5100; count += 1) sendMail(mailTo('a@example.com'))
  assert.ok(written.filter((line) => line.includes('Too many mails')).length >= 90)
  await flush()
  assert.ok(attempts <= 5010)
})

test('a mail is written in the background, once, and none is sent where there is none', async () => {
  const sent: string[] = []
  let drafts = 0
  let isAway = true
  const { sendMail, flush } = mailer(
    by(async ({ to }) => {
      if (isAway) throw new Error('the mail server is away')
      sent.push(to)
    }),
    lines().log,
  )
  sendMail(async () => {
    drafts += 1
    return mailTo('a@example.com')
  })
  sendMail(async () => undefined)
  await new Promise(setImmediate)
  isAway = false
  await flush()
  assert.deepEqual({ sent, drafts }, { sent: ['a@example.com'], drafts: 1 })
})

test('what the code of tenants sends keeps no other mail waiting, and is tried again unless it says never', async (context) => {
  // No second attempt comes while this one looks: there is none before the stop.
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const sent: string[] = []
  const { log, written } = lines()
  const others = Promise.withResolvers<void>()
  const { sendMail, flush } = mailer(
    by(async ({ to }) => {
      sent.push(to)
      others.resolve()
    }),
    log,
  )
  const slow = Promise.withResolvers<void>()
  let slowOnes = 0
  for (let at = 0; at < 20; at += 1) {
    sendMail(async () =>
      byCode(`slow-${at}@example.com`, () => {
        slowOnes += 1
        return slow.promise
      }),
    )
  }
  sendMail(byCode('never@example.com', () => Promise.reject(Object.assign(new Error('no'), { permanent: true }))))
  let isAway = true
  sendMail(
    byCode('later@example.com', async () => {
      if (isAway) throw new Error('not now')
      sent.push('later@example.com')
    }),
  )
  sendMail(mailTo('a@example.com'))
  await others.promise
  await new Promise(setImmediate)
  assert.equal(slowOnes, 20)
  assert.match(written.join(), /given up.*"cause":"no"/)
  assert.match(written.join(), /trying again.*"cause":"not now"/)
  isAway = false
  slow.resolve()
  await flush()
  assert.deepEqual(sent, ['a@example.com', 'later@example.com'])
})

test('a stop waits for the code that sends mails, and what fails then is given up', async () => {
  const { log, written } = lines()
  const waiting: (() => Promise<void>)[] = []
  const { sendMail, flush } = mailer(
    { ...by(async () => {}), inBackground: (_tenant_id, work) => waiting.push(work) > 0 },
    log,
  )
  const sent: string[] = []
  sendMail(byCode('fails@example.com', () => Promise.reject(new Error('not now'))))
  sendMail(byCode('a@example.com', async () => void sent.push('a@example.com')))
  let isOver = false
  const over = flush().then(() => (isOver = true))
  await new Promise(setImmediate)
  assert.equal(isOver, false, 'it waits for them')
  for (const work of waiting) await work()
  await over
  assert.deepEqual(sent, ['a@example.com'])
  assert.equal(written.length, 1)
  assert.match(written.join(), /given up.*"cause":"not now"/)
})

test('mails whose code does not come to an end are counted by a stop', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const { log, written } = lines()
  const { sendMail, flush } = mailer(
    by(async () => {}),
    log,
  )
  for (const to of ['a@example.com', 'b@example.com']) sendMail(byCode(to, () => new Promise(() => {})))
  const over = flush()
  context.mock.timers.tick(10_000)
  await over
  assert.deepEqual(written, ['["error","Mails were not sent before the stop",{"mails":2}]'])
})

test('a mail for whose code there is no room now is tried again', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const { log, written } = lines()
  let isFull = true
  const { sendMail, flush } = mailer(
    { ...by(async () => {}), inBackground: (tenant_id, work) => !isFull && inBackground(tenant_id, work) },
    log,
  )
  const sent = Promise.withResolvers<void>()
  sendMail(byCode('a@example.com', async () => sent.resolve()))
  assert.match(written.join(), /trying again.*"in_seconds":1/)
  isFull = false
  context.mock.timers.tick(1000)
  await sent.promise
  await flush()
  assert.equal(written.length, 1)
})
