import { after, before, describe } from 'node:test'
import { startTestServer, type TestServer } from '../../server.ts'
import { promisesOfAnApi, startApi } from '../api.ts'
import { promisesOfAMachine } from '../machine.ts'
import { promiseOfASnippet } from '../snippet.ts'

let server: TestServer
before(async () => void (server = await startTestServer()))
after(() => server.stop())
const getServer = (): TestServer => server

describe('the example api-go', () => {
  promisesOfAnApi('api-go', getServer)
})

describe('the example machine-go', () => {
  promisesOfAMachine('machine-go', getServer, () => startApi('api-go', server))
})

describe('the guided start in Go', () => promiseOfASnippet('Go', getServer))
