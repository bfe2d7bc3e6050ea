import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openEngine } from './engine.ts'
import { openMachine } from './machine.ts'
import { keyOf, PATIENT, SHORT } from './sandbox.fixture.ts'

const SCRIPT = `function (user, context, callback) {
  for (let n = 0; n < 100000; n += 1) context.n = n
  callback(null, user, context)
}`

const INPUT = JSON.stringify({
  rules: [{ id: 'rul_1', name: 'Counts', key: keyOf(SCRIPT) }],
  context: {},
  configuration: {},
  auth0: { domain: 'tenant.example', baseUrl: 'https://tenant.example/api/v2' },
})

const sleep = (milliseconds: number): void =>
  void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)

test('moments in which others had the processor are no computing of the script', async () => {
  const limits = { ...SHORT, cpu: 2000, wall: 60_000 }
  const machine = await openMachine(await openEngine(), 'one', limits.memory)
  const scripts = Object.assign(new Map<string, string>(), {
    get: () => {
      sleep(limits.cpu + 500)
      return SCRIPT
    },
  })
  const answer = await new Promise<string>((answered, failed) =>
    machine.start(
      { program: 'rules', input: INPUT, document: '{}', scripts, now: 0, limits },
      {
        answered,
        failed: (outcome, message) => failed(new Error(`${outcome}: ${message}`)),
        waits: () => {},
        asks: () => {},
        left: () => {},
      },
    ),
  )
  assert.equal(JSON.parse(answer).outcome, 'ok', answer)
  machine.dispose()
})

test('a script that never ends is stopped in time also where it is hardly let compute', async () => {
  const limits = { ...SHORT, cpu: 60_000, wall: 300 }
  const machine = await openMachine(await openEngine(), 'one', limits.memory)
  const endless = `function () { for (;;); }`
  const failure = await new Promise<string>((failed, reject) =>
    machine.start(
      { program: 'rules', input: INPUT, document: '{}', scripts: new Map([[keyOf(SCRIPT), endless]]), now: 0, limits },
      {
        answered: () => reject(new Error('it has ended')),
        failed: (outcome, message) => failed(`${outcome}: ${message}`),
        waits: () => {},
        asks: () => {},
        left: () => {},
      },
    ),
  )
  assert.equal(failure, 'timeout: The script took more than 300 ms')
  machine.dispose()
})

test('a machine that has been told much again and again is no larger for it', async () => {
  const machine = await openMachine(await openEngine(), 'one', SHORT.memory)
  // In which line it refuses is looked up in its source, each time.
  const script = `function (user, context, callback) { callback(new Error('no')) } /* ${'x'.repeat(200_000)} */`
  const scripts = new Map([[keyOf(SCRIPT), script]])
  for (let turn = 0; turn < 100; turn += 1) {
    const answer = await new Promise<string>((answered, failed) =>
      machine.start(
        { program: 'rules', input: INPUT, document: '{}', scripts, now: 0, limits: PATIENT },
        {
          answered,
          failed: (outcome, message) => failed(new Error(`${outcome}: ${message}`)),
          waits: () => {},
          asks: () => {},
          left: () => {},
        },
      ),
    )
    assert.equal(JSON.parse(answer).outcome, 'refused')
  }
  assert.ok(!machine.isSpoilt(), `${machine.size()} bytes`)
  machine.dispose()
})

test('a script that goes on after its answer is looked at each time that it waits, for what it holds by then', async () => {
  const machine = await openMachine(await openEngine(), 'one', PATIENT.memory)
  const script = `function (user, context, callback) {
    fetch('https://crm.example/').then(() => {
      global.held = new Uint8Array(16 * 1024 * 1024).fill(1)
      return fetch('https://crm.example/again')
    })
    callback(null, user, context)
  }`
  const answer = JSON.stringify({ value: { status: 200, statusText: '', headers: [], body: '', url: '' } })
  const sizes: number[] = []
  let waits = 0
  await new Promise<void>((left, failed) =>
    machine.start(
      {
        program: 'rules',
        input: INPUT,
        document: '{}',
        scripts: new Map([[keyOf(SCRIPT), script]]),
        now: 0,
        limits: PATIENT,
      },
      {
        answered: (_, goesOn) => assert.ok(goesOn),
        failed: (outcome, message) => failed(new Error(`${outcome}: ${message}`)),
        waits: () => {
          waits += 1
          sizes.push(machine.size())
        },
        asks: (question) => setImmediate(() => machine.answer(question, answer)),
        left,
      },
    ),
  )
  assert.equal(waits, 1)
  assert.ok((sizes[0] ?? 0) > 16 * 1024 * 1024, `${sizes} bytes`)
  machine.dispose()
})
