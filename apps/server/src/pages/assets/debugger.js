// The token debugger. Everything happens here; all that is ever asked for are the tenant's public keys, whatever is pasted.
import { bytesOf, judge, textOf, tried } from './debugger-signature.js'

const { issuer, words: wordsText, meanings: meaningsText } = document.querySelector('main').dataset
const words = JSON.parse(wordsText)
const meanings = new Map(Object.entries(JSON.parse(meaningsText)))
const part = (id) => document.getElementById(id)
part('no-script').hidden = true
const token = part('token')
const key = part('key')

const say = (word, values = {}) => words[word].replaceAll(/\{(\w+)\}/g, (_, name) => textOf(values[name]))

// Looking

const jsonOf = (text) => {
  const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(text)))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('no object')
  return value
}

/** What has been pasted, without what programs put around it. */
const bare = (pasted) => {
  const notes = []
  let text = pasted.trim()
  if (/^bearer\s/i.test(text)) {
    notes.push({ says: say('noteBearer') })
    text = text.slice(6).trim()
  }
  if (/^(["']).*\1$/s.test(text)) {
    notes.push({ says: say('noteQuotes') })
    text = text.slice(1, -1)
  }
  return { text: text.replaceAll(/\s/g, ''), notes }
}

/** A token by its looks: the parts, and what stands in them. */
const look = (text) => {
  const parts = text.split('.')
  if (/^v1\.[\w-]{20,}$/.test(text)) return { shape: 'refresh', parts: [text] }
  if (parts.length === 5) return { shape: 'encrypted', parts, header: tried(() => jsonOf(parts[0])) }
  if (parts.length === 3) {
    const [header, claims] = [tried(() => jsonOf(parts[0])), tried(() => jsonOf(parts[1]))]
    return header && claims ? { shape: 'signed', parts, header, claims } : { shape: 'broken', parts, header, claims }
  }
  return { shape: parts.length === 1 && /^[\w-]{40,}$/.test(text) ? 'opaque' : 'broken', parts }
}

const bareType = (typ) => (typeof typ === 'string' ? typ : '').toLowerCase().replace(/^application\//, '')

const kindOf = ({ shape, header, claims }) => {
  if (shape === 'encrypted') return say('kindEncrypted')
  if (shape === 'refresh') return say('kindRefresh')
  if (shape === 'opaque') return say('kindOpaque')
  if (shape === 'broken') return say('kindBroken')
  const typ = bareType(header.typ)
  const authz = Array.isArray(claims.permissions) ? '_authz' : ''
  if (typ === 'at+jwt') return say('kindAccess', { dialect: `rfc9068_profile${authz}` })
  if (typ === 'dpop+jwt') return say('kindProof')
  if (typ === 'logout+jwt') return say('kindLogout')
  if (claims.iss !== undefined && claims.iss === claims.sub) return say('kindAssertion')
  if (isIdToken({ header, claims })) return say('kindId')
  const isAccess = claims.azp !== undefined || claims.gty !== undefined || claims.scope !== undefined
  return isAccess ? say('kindAccess', { dialect: `access_token${authz}` }) : say('kindJwt')
}

const isIdToken = ({ header, claims }) =>
  ['', 'jwt'].includes(bareType(header.typ)) &&
  claims.scope === undefined &&
  claims.gty === undefined &&
  claims.aud !== undefined &&
  ['nonce', 'at_hash', 'c_hash', 'sid', 'auth_time', 'email', 'name'].some((name) => claims[name] !== undefined)

// Times

const STEPS = [
  ['year', 31_536_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
]

const relative = (seconds) => {
  const away = seconds - Date.now() / 1000
  const [unit, size] = STEPS.find(([, size]) => Math.abs(away) >= size) ?? ['second', 1]
  return new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'auto' }).format(
    Math.round(away / size),
    unit,
  )
}

const absolute = (seconds) =>
  new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'long', timeStyle: 'medium' }).format(
    seconds * 1000,
  )

const TIMES = new Set(['iat', 'nbf', 'exp', 'auth_time', 'updated_at'])

const isTime = (name, value) => TIMES.has(name) && typeof value === 'number' && Math.abs(value) < 1e11

// What people stumble over

const SKEW = 5
const SIZE = 4096

const timeNotes = ({ exp, nbf, iat }, isProof) => {
  const now = Date.now() / 1000
  const notes = []
  if (exp === undefined && !isProof) notes.push({ says: say('noteNoExpiry'), isBad: true })
  if (isTime('exp', exp) && exp <= now) notes.push({ says: say('noteExpired', { when: relative(exp) }), isBad: true })
  if (isTime('nbf', nbf) && nbf > now + SKEW)
    notes.push({ says: say('noteNotYet', { when: relative(nbf) }), isBad: true })
  if (isTime('iat', iat) && iat > now + SKEW)
    notes.push({ says: say('noteFuture', { when: relative(iat) }), isBad: true })
  return notes
}

const issuerNotes = ({ iss }) => {
  if (typeof iss !== 'string' || iss === issuer) return []
  const isSlash = iss.replace(/\/$/, '') === issuer.replace(/\/$/, '')
  return [{ says: say(isSlash ? 'noteSlash' : 'noteForeign', { issuer }), isBad: isSlash }]
}

const audienceNotes = ({ aud }) => {
  const audiences = [aud ?? []].flat()
  if (audiences.length === 0) return [{ says: say('noteNoAudience'), isBad: true }]
  return audiences.every((one) => textOf(one).endsWith('/userinfo')) ? [{ says: say('noteUserinfoOnly') }] : []
}

const signedNotes = (seen) => {
  const { header, claims } = seen
  const id = isIdToken(seen)
  // It lives by `iat`, is for one request, and names no issuer: its own words are not those of a token.
  const isProof = bareType(header.typ) === 'dpop+jwt'
  return [
    ...(/^none$/i.test(textOf(header.alg)) ? [{ says: say('noteNone'), isBad: true }] : []),
    ...timeNotes(claims, isProof),
    ...(id ? [{ says: say('noteIdToken') }] : isProof ? [] : audienceNotes(claims)),
    ...issuerNotes(claims),
    ...(textOf(header.alg).startsWith('HS') ? [{ says: say('noteSecret') }] : []),
    ...(Array.isArray(claims.scope) ? [{ says: say('noteScopeList') }] : []),
    ...(claims.scope === '' ? [{ says: say('noteNoScope') }] : []),
  ]
}

const notesOf = (seen, text) => {
  if (text.length >= Number(token.maxLength)) return [{ says: say('noteLong'), isBad: true }]
  const size = text.length > SIZE ? [{ says: say('noteBig', { bytes: text.length }), isBad: true }] : []
  if (seen.shape === 'signed') return [...signedNotes(seen), ...size]
  if (seen.shape === 'broken') {
    return [
      { says: say(seen.parts.length === 3 || seen.parts.length === 5 ? 'noteBrokenPart' : 'noteBroken'), isBad: true },
    ]
  }
  return [
    { says: say({ opaque: 'noteOpaque', refresh: 'noteRefresh', encrypted: 'noteEncrypted' }[seen.shape]) },
    ...size,
  ]
}

// Showing

const node = (tag, text, className) => {
  const made = document.createElement(tag)
  made.textContent = text
  if (className) made.className = className
  return made
}

const rowOf = ([name, value]) => {
  const row = document.createElement('tr')
  row.role = 'row'
  const title = node('th', name)
  title.scope = 'row'
  title.role = 'rowheader'
  const cell = node('td', textOf(value))
  if (isTime(name, value)) cell.append(node('span', `${absolute(value)}, ${relative(value)}`, 'when'))
  const meaning = node('td', meanings.get(name) ?? '')
  cell.role = meaning.role = 'cell'
  row.append(title, cell, meaning)
  return row
}

const showTable = (id, fields) => {
  part(id).hidden = fields === undefined
  part(`${id}-rows`).replaceChildren(...Object.entries(fields ?? {}).map(rowOf))
}

const showSignature = (verdict) => {
  part('signature').hidden = verdict === undefined
  if (!verdict) return
  const says = part('signature-says')
  says.textContent = say(verdict.word, verdict.values)
  says.className = verdict.isGood ? 'good' : verdict.isBad ? 'bad' : ''
  part('key-field').hidden = !verdict.wantsKey
}

let turn = 0

const show = async () => {
  const mine = ++turn
  // What was said of another token must not stand beside this one, not even for a moment.
  part('signature-says').textContent = part('signature-says').className = ''
  const { text, notes } = bare(token.value)
  const isEmpty = text === ''
  part('clear').hidden = token.value === ''
  part('verdict').hidden = isEmpty
  const seen = isEmpty ? { shape: 'empty', parts: [] } : look(text)
  if (!isEmpty) {
    part('kind').textContent = kindOf(seen)
    part('size').textContent = say('size', { bytes: text.length })
  }
  part('parts').replaceChildren(
    ...seen.parts.flatMap((one, at) => [node('span', one), ...(at < seen.parts.length - 1 ? ['.'] : [])]),
  )
  const all = isEmpty ? [] : [...notes, ...notesOf(seen, text)]
  part('notes').hidden = all.length === 0
  part('note-rows').replaceChildren(...all.map(({ says, isBad }) => node('li', says, isBad ? 'bad' : '')))
  showTable('claims', seen.claims)
  showTable('header', seen.header)
  const verdict = isEmpty ? undefined : await judge(seen, issuer, key.value)
  if (mine === turn) showSignature(verdict)
}

token.addEventListener('input', show)
key.addEventListener('input', show)
part('clear').addEventListener('click', () => {
  token.value = ''
  key.value = ''
  void show()
  token.focus()
})
void show()
