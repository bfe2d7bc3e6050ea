// Whatever carries a token, a secret or a cookie says that nobody may keep it: held for every response of the suite, since fetch is
// replaced by one that looks. RFC 6749 §5.1
import assert from 'node:assert/strict'

const CARRIES_A_SECRET = /"(?:access_token|refresh_token|id_token|client_secret|signing_secret)"\s*:\s*"/

/** Throws when `body` carries a token or a secret and may be kept. */
export function requireNoStore(cacheControl: string | null, body: string): void {
  if (CARRIES_A_SECRET.test(body)) {
    assert.equal(cacheControl, 'no-store', 'a response with a token or a secret must not be kept')
  }
}

const send = globalThis.fetch

globalThis.fetch = async (...request) => {
  const response = await send(...request)
  if (response.headers.has('set-cookie')) {
    assert.equal(
      response.headers.get('cache-control'),
      'no-store',
      'security C19: a cookie must not be kept by a cache',
    )
  }
  // What is held open has no end to wait for.
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) return response
  requireNoStore(response.headers.get('cache-control'), await response.clone().text())
  return response
}
