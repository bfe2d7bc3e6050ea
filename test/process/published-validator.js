// What an API does with the published @symbolon/validator, in nothing but JavaScript that every runtime has: it runs on Node, Deno, Bun
// and workers, and prints one line.
import { AccessRefused, createValidator } from '@symbolon/validator'
import { protect } from '@symbolon/validator/fetch'

const RSA = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }
const ALGORITHMS = {
  RS256: [{ name: 'RSASSA-PKCS1-v1_5', ...RSA }, { name: 'RSASSA-PKCS1-v1_5' }],
  PS256: [
    { name: 'RSA-PSS', ...RSA },
    { name: 'RSA-PSS', saltLength: 32 },
  ],
  ES256: [
    { name: 'ECDSA', namedCurve: 'P-256' },
    { name: 'ECDSA', hash: 'SHA-256' },
  ],
  EdDSA: [{ name: 'Ed25519' }, { name: 'Ed25519' }],
}
const base64url = (text) => btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
const now = Math.floor(Date.now() / 1000)

async function works(alg, [generation, signing]) {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(generation, true, ['sign', 'verify'])
  const { key_ops: _operations, ...jwk } = await crypto.subtle.exportKey('jwk', publicKey)
  const tokenWith = async (claims) => {
    const all = {
      iss: 'https://id.example/',
      aud: 'https://api.example/',
      sub: 'u',
      iat: now,
      exp: now + 60,
      ...claims,
    }
    const header = { alg, typ: 'at+jwt', kid: 'k' }
    const input = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(all))}`
    const signature = await crypto.subtle.sign(signing, privateKey, new TextEncoder().encode(input))
    return `${input}.${base64url(String.fromCharCode(...new Uint8Array(signature)))}`
  }
  const validator = createValidator({
    issuer: { issuer: 'https://id.example/', keys: { keys: [{ ...jwk, alg, kid: 'k' }] } },
    audience: 'https://api.example/',
  })
  const token = await tokenWith({})
  const [anew, remembered] = [await validator.verify(token), await validator.verify(token)]
  if (anew.subject !== 'u' || remembered !== anew) return false
  for (const bad of [
    await tokenWith({ aud: 'x' }),
    await tokenWith({ exp: now - 60 }),
    `${token.slice(0, -8)}AAAAAAAA`,
  ]) {
    const error = await validator.verify(bad).catch((error) => error)
    if (!(error instanceof AccessRefused) || error.status !== 401) return false
  }
  const handler = protect(validator, (_request, { subject }) => new Response(subject))
  const asked = (headers) => handler(new Request('https://api.example/', { headers }))
  return (await asked({ authorization: `Bearer ${token}` })).status === 200 && (await asked({})).status === 401
}

const results = []
for (const [alg, parameters] of Object.entries(ALGORITHMS)) results.push(`${alg} ${await works(alg, parameters)}`)
console.log(results.join(', '))
