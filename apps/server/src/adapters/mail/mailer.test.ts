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

const by = (deliver: (mail: Mail) => Promise<void>) => ({ deliver, close: () => {} })

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
    (_tenant_id, work) => void work(),
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

test('what the code of tenants sends keeps no other mail waiting, and is tried again unless it says never', async () => {
  const started: string[] = []
  const sent: string[] = []
  const { log, written } = lines()
  const works: Promise<void>[] = []
  const { sendMail, flush } = mailer(
    {
      ...by(async ({ to }) => void sent.push(to)),
      inBackground: (tenant_id, work) => {
        started.push(tenant_id)
        works.push(work())
      },
    },
    log,
  )
  const byCode = (to: string, send: () => Promise<void>): Mail => ({ ...mailTo(to), byCode: { tenant_id: to, send } })
  for (let at = 0; at < 20; at += 1) sendMail(async () => byCode(`slow-${at}@example.com`, () => new Promise(() => {})))
  sendMail(byCode('never@example.com', () => Promise.reject(Object.assign(new Error('no'), { permanent: true }))))
  let isAway = true
  sendMail(
    byCode('later@example.com', async () => {
      if (isAway) throw new Error('not now')
      sent.push('later@example.com')
    }),
  )
  sendMail(mailTo('a@example.com'))
  while (!sent.includes('a@example.com')) await new Promise(setImmediate)
  await Promise.allSettled(works.slice(20))
  assert.equal(started.length, 22)
  assert.match(written.join(), /given up.*"cause":"no"/)
  assert.match(written.join(), /trying again.*"cause":"not now"/)
  isAway = false
  await flush()
  await works.at(-1)
  assert.deepEqual(sent, ['a@example.com', 'later@example.com'])
})
