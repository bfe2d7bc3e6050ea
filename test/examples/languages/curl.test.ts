import { after, before, describe } from 'node:test'
import { startTestServer, type TestServer } from '../../server.ts'
import { startApi } from '../api.ts'
import { promisesOfAMachine } from '../machine.ts'

let server: TestServer
before(async () => void (server = await startTestServer()))
after(() => server.stop())

describe('the example machine-curl', () => {
  promisesOfAMachine(
    'machine-curl',
    () => server,
    () => startApi('api-express', server),
  )
})
