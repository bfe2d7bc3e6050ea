// Whether the signature of a token is right, as far as this page can tell: by the tenant's keys, or by a key that is pasted.

export const bytesOf = (text) => {
  if (!/^[\w-]*$/.test(text)) throw new Error('not base64url')
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
}

export const tried = (work) => {
  try {
    return work()
  } catch {
    return undefined
  }
}

/** A value of a token as a text, whatever somebody has put there: nothing in it is called, and it may be too deep to be told. */
export const textOf = (value) => (typeof value === 'string' ? value : (tried(() => JSON.stringify(value)) ?? '…'))

/** The tenant's keys, asked for before there is any token. */
const tenantKeys = fetch(new URL('.well-known/jwks.json', document.querySelector('main').dataset.issuer), {
  credentials: 'omit',
})
  .then((response) => response.json())
  .then(({ keys }) => keys)
  .catch(() => undefined)

const ecdsa = (namedCurve, hash) => ({ name: 'ECDSA', namedCurve, hash })
const ALGORITHMS = new Map([
  ['RS256', { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }],
  ['RS384', { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' }],
  ['RS512', { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' }],
  ['PS256', { name: 'RSA-PSS', hash: 'SHA-256', saltLength: 32 }],
  ['ES256', ecdsa('P-256', 'SHA-256')],
  ['ES384', ecdsa('P-384', 'SHA-384')],
  ['EdDSA', { name: 'Ed25519' }],
  ['HS256', { name: 'HMAC', hash: 'SHA-256' }],
  ['HS384', { name: 'HMAC', hash: 'SHA-384' }],
  ['HS512', { name: 'HMAC', hash: 'SHA-512' }],
])

/** A pasted key: JWK, key set, PEM, or a secret. */
const readKey = (pasted, { alg, kid }, algorithm) => {
  const text = pasted.trim()
  const importing = (format, data) => crypto.subtle.importKey(format, data, algorithm, false, ['verify'])
  if (text.startsWith('{')) {
    const { keys, ...single } = JSON.parse(text)
    const jwk = keys ? (keys.find((one) => one.kid === kid) ?? keys[0]) : single
    if (jwk.alg !== undefined && jwk.alg !== alg) throw new Error('a key for something else')
    const { kty, n, e, crv, x, y, k } = jwk
    return importing('jwk', { kty, n, e, crv, x, y, k })
  }
  if (text.startsWith('-----BEGIN PUBLIC KEY-----')) {
    return importing(
      'spki',
      bytesOf(
        text
          .replaceAll(/-----[^-]+-----|\s|=/g, '')
          .replaceAll('+', '-')
          .replaceAll('/', '_'),
      ),
    )
  }
  if (algorithm.name !== 'HMAC') throw new Error('no key')
  return importing('raw', new TextEncoder().encode(text))
}

const isRight = async ({ parts: [header, payload, signature] }, algorithm, imported) =>
  crypto.subtle.verify(algorithm, imported, bytesOf(signature), new TextEncoder().encode(`${header}.${payload}`))

/** Which word to say of the signature, and whether a key would help. */
export const judge = async (seen, issuer, pasted) => {
  if (seen.shape === 'encrypted') return { word: 'signatureEncrypted' }
  if (seen.shape !== 'signed') return undefined
  const { header, claims } = seen
  const { alg, kid } = header
  if (/^none$/i.test(textOf(alg)) || seen.parts[2] === '') return { word: 'signatureNone', isBad: true }
  const algorithm = ALGORITHMS.get(alg)
  if (!algorithm) return { word: 'signatureUnknownAlg', values: { alg: textOf(alg).slice(0, 20) } }
  if (pasted.trim() !== '') {
    const imported = await Promise.resolve(tried(() => readKey(pasted, header, algorithm))).catch(() => undefined)
    if (!imported) return { word: 'signatureNoKey', isBad: true, wantsKey: true }
    const right = await isRight(seen, algorithm, imported).catch(() => false)
    return { word: right ? 'signatureGoodKey' : 'signatureBad', isBad: !right, isGood: right, wantsKey: true }
  }
  if (/^(?:application\/)?dpop\+jwt$/i.test(textOf(header.typ)) && header.jwk) {
    // With a secret everybody could have made it who has seen it.
    if (algorithm.name === 'HMAC') return { word: 'signatureBad', isBad: true }
    const own = await Promise.resolve(tried(() => readKey(JSON.stringify(header.jwk), header, algorithm))).catch(
      () => undefined,
    )
    const right = own !== undefined && (await isRight(seen, algorithm, own).catch(() => false))
    return { word: right ? 'signatureGoodOwn' : 'signatureBad', isBad: !right, isGood: right }
  }
  if (algorithm.name === 'HMAC') return { word: 'signatureSecret', wantsKey: true }
  if (claims.iss === undefined) return { word: 'signatureNobody', wantsKey: true }
  if (claims.iss !== issuer)
    return { word: 'signatureForeign', values: { iss: textOf(claims.iss).slice(0, 200) }, wantsKey: true }
  const keys = await tenantKeys
  if (!keys) return { word: 'signatureUnreachable', wantsKey: true }
  const found = keys.find((one) => one.kid === kid && (one.alg === undefined || one.alg === alg))
  if (!found) return { word: 'signatureUnknownKey', values: { kid: textOf(kid).slice(0, 100) }, wantsKey: true }
  const imported = await Promise.resolve(readKey(JSON.stringify(found), header, algorithm)).catch(() => undefined)
  const right = imported !== undefined && (await isRight(seen, algorithm, imported).catch(() => false))
  return { word: right ? 'signatureGood' : 'signatureBad', values: { kid }, isGood: right, isBad: !right }
}
