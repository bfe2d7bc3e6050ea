// POST /emails/provider/test: whether mails arrive.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openSampleWing, type SampleWing } from './sample-wing.fixture.ts'

let wing: SampleWing
before(async () => void (wing = await openSampleWing()))
after(() => wing.close())

const send = (to: unknown) => wing.ask('/emails/provider/test', { method: 'POST', body: { to } })

describe('a test mail', () => {
  test('of a tenant without a mail server of its own tells nothing of the operator’s but that it did not work', async () => {
    const answer = await send('nobody@admin.example')
    assert.equal(answer.statusCode, 400)
    assert.deepEqual(
      [answer.json().errorCode, answer.json().message],
      [
        'mail_not_sent',
        'The mail could not be sent: the tenant has no mail server of its own, and the operator’s log says what is wrong with theirs',
      ],
    )
    const said = wing.operatorLines.map(({ fields }) => Object(fields).cause)
    assert.match(String(said.at(-1)), /550 nobody/)
  })

  test('goes the way of the tenant’s mails, in its language, and the answer comes after it', async () => {
    const provider = {
      name: 'smtp',
      credentials: { smtp_host: 'mail.example', smtp_port: 2525, smtp_user: 'u', smtp_pass: 'p' },
      default_from_address: 'hello@one.example',
    }
    assert.equal((await wing.ask('/emails/provider', { method: 'POST', body: provider })).statusCode, 201)
    await wing.ask('/tenants/settings', { method: 'PATCH', body: { enabled_locales: ['de'], friendly_name: 'Eins' } })
    const answer = await send('Ada@Admin.example')
    assert.deepEqual([answer.statusCode, answer.json()], [200, { to: 'ada@admin.example' }])
    const mail = wing.mails.at(-1)
    assert.deepEqual(
      [mail?.to, mail?.from, mail?.subject, mail?.server],
      [
        'ada@admin.example',
        'hello@one.example',
        'Testmail von Eins',
        { host: 'mail.example', port: 2525, user: 'u', password: 'p' },
      ],
    )
  })

  test('that could not be sent is told with what the mail server said, in one line', async () => {
    const answer = await send('nobody@admin.example')
    assert.equal(answer.statusCode, 400)
    assert.deepEqual(
      [answer.json().errorCode, answer.json().message],
      ['mail_not_sent', 'The mail could not be sent: 550 nobody of that name'],
    )
  })

  test('goes to one address and to nothing else', async () => {
    for (const to of ['', 'nobody', 'a@b.example, c@d.example', 'a@b.example\r\nbcc: c@d.example', 7, null]) {
      const answer = await send(to)
      assert.equal(answer.statusCode, 400, String(to))
      assert.match(answer.json().message, /on property to/)
    }
  })
})
