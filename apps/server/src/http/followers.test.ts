import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import type { TenantStore } from '@symbolon/core/ports'
import type { Tenancy } from '@symbolon/core/tenancy'
import { newKeyRing } from '@symbolon/core/tokens/key-ring'
import { keyTenancy, TENANT } from '@symbolon/core/tokens/key-tenancy.fixture'
import { openFollowers } from './followers.ts'

/** Revocations of a page, and of all. */
const EACH = 300
const ALL = 1_000_000

/** A tenant that has revoked more than anybody reads at once. */
async function busyTenancy(): Promise<Tenancy> {
  const { tenancy } = keyTenancy()
  await tenancy.store.apply(await newKeyRing(tenancy, TENANT, 'RS256'))
  const feed: Pick<TenantStore, 'revocationsAfter' | 'followRevocations'> = {
    followRevocations: () => () => undefined,
    revocationsAfter: async (from) => ({
      events: Array.from({ length: EACH }, (_, n) => ({
        seq: from + n + 1,
        event: { kind: 'token', key: 'k'.repeat(43), before: 0, expires: 4_000_000_000 },
      })),
      from,
      through: from + EACH,
      head: ALL,
    }),
  }
  const store = new Proxy(tenancy.store, {
    get: (kept, verb) => Reflect.get(feed, verb) ?? Reflect.get(kept, verb),
  })
  return { ...tenancy, store }
}

/** Somebody who listens: what is sent is `taken` at once, or when the test says so. */
function listener(isReading: boolean) {
  const pages: string[] = []
  let taken = (): void => {}
  const stream = new Writable({
    decodeStrings: false,
    highWaterMark: 16_384,
    write: (text: string, _encoding, done) => {
      if (text.startsWith('id: ')) pages.push(text)
      stream.emit('sent')
      if (isReading || !text.startsWith('id: ')) done()
      else taken = done
    },
  })
  // Nothing else of a response is looked at.
  return { pages, stream, take: () => taken(), response: stream as unknown as ServerResponse }
}

const STRANGER = { ip: undefined, user_agent: undefined }

test('whoever asks for every revocation and reads nothing keeps one page waiting here, however much there is; and goes on when it reads', async () => {
  const tenancy = await busyTenancy()
  const followers = openFollowers(10, () => undefined)
  const [stuck, reader] = [listener(false), listener(true)]
  followers.add(tenancy, stuck.response, 0, STRANGER)
  followers.add(tenancy, reader.response, 0, STRANGER)
  while (reader.pages.length < 8) await once(reader.stream, 'sent')
  reader.stream.destroy()
  assert.equal(stuck.pages.length, 1)
  assert.equal(stuck.stream.destroyed, false)
  const size = stuck.pages[0]?.length ?? 0
  assert.ok(stuck.stream.writableLength <= size, `${stuck.stream.writableLength} of ${size}`)
  const sent = once(stuck.stream, 'sent')
  stuck.take()
  await sent
  assert.equal(stuck.pages.length, 2)
  stuck.stream.destroy()
})
