// A program for a test: writes to the SQLite file it is given and says so after each answer, until somebody kills it.
import { writeSync } from 'node:fs'
import { openStore } from './open-store.ts'
import { sampleClient, sampleLogEvent, sampleTenant } from './sample-documents.ts'
import * as records from './sample-records.ts'

const store = await openStore({ database: `sqlite:${process.argv[2]}`, now: Date.now, operatorLog: () => {} })
await store.createTenant(sampleTenant('one'), [{ insert: 'clients', document: sampleClient('c') }])
const tenant = store.tenant('ten_one')

const writeOne = async (number: number): Promise<void> => {
  const id = `c${number}`
  const first = sampleClient(id)
  await tenant.apply([{ insert: 'clients', document: first }])
  writeSync(1, `client ${id}\n`)
  await tenant.apply([{ replace: 'clients', before: first, after: { ...first, name: 'replaced' } }])
  writeSync(1, `replaced ${id}\n`)
  await tenant.spendAssertion('c', id, 4_000_000_000)
  writeSync(1, `spent ${id}\n`)
  await store.appendLogEvents([{ tenant_id: 'ten_one', event: sampleLogEvent(number) }])
  writeSync(1, `log ${sampleLogEvent(number).log_id}\n`)
}

const writeRecords = async (number: number): Promise<void> => {
  const [id, user_id] = [`r${number}`, `auth0|r${number}`]
  await tenant.insertUser(records.sampleUser(id), records.samplePassword(user_id))
  writeSync(1, `user ${id}\n`)
  await tenant.insertRefreshToken(records.sampleRefreshToken(id, user_id), id, 'first', 9)
  writeSync(1, `token ${id}\n`)
  await tenant.rotateRefreshToken(id, 'first', records.sampleSuccessor('second', 'first'))
  writeSync(1, `rotated ${id}\n`)
  await tenant.keepOneTime(records.sampleCode(id, user_id), { durable: false })
  writeSync(1, `code ${id}\n`)
  await tenant.spendOneTime('authorization_code', id, 1)
  writeSync(1, `used ${id}\n`)
}

for (let number = 0; ; number += 4) {
  await Promise.all([0, 1, 2, 3].flatMap((offset) => [writeOne(number + offset), writeRecords(number + offset)]))
}
