import { after, before, describe } from 'node:test'
import { startTestServer, type TestServer } from '../../server.ts'
import { promisesOfAnApi } from '../api.ts'
import { promiseOfASnippet } from '../snippet.ts'

let server: TestServer
before(async () => void (server = await startTestServer()))
after(() => server.stop())

describe('the example api-java', () => {
  promisesOfAnApi('api-java', () => server)
})

describe('the guided start in Java', () => promiseOfASnippet('Java', () => server))
