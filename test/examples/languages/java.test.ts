import { after, before, describe } from 'node:test'
import { startTestServer, type TestServer } from '../../server.ts'
import { promisesOfAnApi } from '../api.ts'

let server: TestServer
before(async () => void (server = await startTestServer()))
after(() => server.stop())

describe('the example api-java', () => {
  promisesOfAnApi('api-java', () => server)
})
