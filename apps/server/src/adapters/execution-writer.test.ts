import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { KeptExecution } from '@symbolon/core/kept-execution'
import { executionWriter } from './execution-writer.ts'

const TIME = '2026-01-01T00:00:00.000Z'

const execution = (id: string, said?: string): KeptExecution => ({
  id,
  trigger_id: 'rules',
  status: 'final',
  created_at: TIME,
  updated_at: TIME,
  results: [
    {
      action_name: 'Rule',
      kind: 'rule',
      logs: said === undefined ? [] : [{ level: 'log', text: said }],
      started_at: TIME,
      ended_at: TIME,
    },
  ],
})

type Entries = readonly { readonly tenant_id: string; readonly execution: KeptExecution }[]

const openWriter = (fail: () => boolean = () => false) => {
  const written: string[] = []
  const remarks: string[] = []
  const appendExecutions = async (entries: Entries) => {
    if (fail()) throw new Error('away')
    written.push(...entries.map(({ tenant_id, execution: { id } }) => `${tenant_id} ${id}`))
  }
  const writer = executionWriter({ appendExecutions }, (_level, message) => void remarks.push(message))
  return { writer, written, remarks }
}

describe('executions on their way to the store', () => {
  test('are made and written in the background, by nobody who waits', async () => {
    const { writer, written } = openWriter()
    let made = 0
    writer.record('one', true, () => () => {
      made += 1
      return execution('a')
    })
    assert.deepEqual([made, written], [0, []])
    await writer.flush()
    assert.deepEqual([made, written], [1, ['one a']])
  })

  test('of a tenant that has too many: those that said nothing go first, and no other tenant loses any', async () => {
    const { writer, written } = openWriter()
    for (let at = 0; at < 150; at += 1)
      writer.record('busy', at % 5 !== 0, () => () => execution(String(at), at % 5 === 0 ? 'something' : undefined))
    writer.record('calm', true, () => () => execution('only'))
    await writer.flush()
    const busy = written.filter((line) => line.startsWith('busy'))
    assert.equal(busy.length, 50)
    for (let at = 0; at < 150; at += 5) assert.ok(busy.includes(`busy ${at}`))
    assert.ok(written.includes('calm only'))
  })

  test('that said nothing are not even taken where there are too many: no line of the log names them', async () => {
    const { writer, written } = openWriter()
    let taken = 0
    const record = (isQuiet: boolean, id: string): void =>
      writer.record('busy', isQuiet, () => {
        taken += 1
        return () => execution(id, isQuiet ? undefined : 'something')
      })
    for (let at = 0; at < 150; at += 1) record(true, `quiet ${at}`)
    assert.equal(taken, 50)
    for (let at = 0; at < 60; at += 1) record(false, `telling ${at}`)
    assert.equal(taken, 110, 'others still are, as long as it is not known whether they are too many')
    await writer.flush()
    assert.equal(written.length, 50)
    assert.ok(written.every((line) => line.startsWith('busy telling')))
  })

  test('are bounded while nothing can be written, and written when it can be again', async () => {
    let isAway = true
    const { writer, written, remarks } = openWriter(() => isAway)
    writer.record('one', true, () => () => execution('first'))
    await writer.flush()
    assert.match(remarks[0] ?? '', /could not be written/)
    let taken = 0
    for (let at = 0; at < 10_000; at += 1)
      writer.record('one', at % 2 === 0, () => {
        taken += 1
        return () => execution(`later ${at}`)
      })
    isAway = false
    await writer.flush()
    await writer.flush()
    assert.equal(written[0], 'one first')
    assert.equal(written.length, 51)
    assert.ok(taken <= 200)
  })
})
