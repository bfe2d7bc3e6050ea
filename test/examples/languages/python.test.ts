import { after, before, describe } from 'node:test'
import { startTestServer, type TestServer } from '../../server.ts'
import { promisesOfAnApi, startApi } from '../api.ts'
import { promisesOfAMachine } from '../machine.ts'
import { promiseOfASnippet } from '../snippet.ts'

let server: TestServer
before(async () => void (server = await startTestServer()))
after(() => server.stop())
const getServer = (): TestServer => server

/** Flask is told its port by an option. */
const startPython = (): ReturnType<typeof startApi> =>
  startApi('api-python', server, { start: (command, port) => command.replace('4000', String(port)) })

describe('the example api-python', () => {
  promisesOfAnApi('api-python', getServer, startPython)
})

describe('the example machine-python', () => {
  promisesOfAMachine('machine-python', getServer, startPython)
})

describe('the guided start in Python', () => promiseOfASnippet('Python', getServer))
