import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { CLIENT_ID, CLIENT_SECRET, startTestServer, type TestServer } from '../server.ts'

describe('POST /oauth/token with client credentials', () => {
  let server: TestServer
  before(async () => (server = await startTestServer()))
  after(() => server.stop())

  test('a machine with a client grant gets a JWT for the API it named', async () => {
    const response = await server.token({
      grant_type: 'client_credentials',
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      audience: 'https://api.example.com/',
    })
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('cache-control'), 'no-store')
  })
})
