// The words of a query about users. reference: Management API, section 8, search: Lucene's syntax as far as Auth0's third version has it.
import { ApiError } from '../errors.ts'

/** A piece of text as it is compared: `stars` says where a `*` stands for any text. */
export type Text = {
  readonly is: 'text'
  readonly text: string
  /** Whether some `*` of the text stands for itself, having been escaped or quoted. */
  readonly hasPlainStar: boolean
  readonly isWild: boolean
  readonly isQuoted: boolean
  readonly at: number
}

export type Sign = {
  readonly is: 'sign'
  readonly sign: '(' | ')' | '[' | ']' | '{' | '}' | ':' | 'AND' | 'OR' | 'NOT' | '+' | '-' | '>' | '>=' | '<' | '<='
  readonly at: number
}

export type Token = Text | Sign

/** Characters a query may have. */
const MAX_LENGTH = 4096
const MAX_TOKENS = 500

/** A query that nobody understands. */
export const badQuery = (problem: string, at?: number): ApiError =>
  new ApiError(
    400,
    `Query validation error: '${problem}${at === undefined ? '' : ` (character ${at + 1})`}' on property q.`,
    'invalid_query_string',
  )

const WORDS: ReadonlyMap<string, Sign['sign']> = new Map([
  ['AND', 'AND'],
  ['OR', 'OR'],
  ['NOT', 'NOT'],
])

const SINGLE: ReadonlyMap<string, Sign['sign']> = new Map(
  (['(', ')', '[', ']', '{', '}', ':'] as const).map((sign) => [sign, sign]),
)

/** What ends a word: in a range a colon does not, since times have some. */
const endsWord = (letter: string, inRange: boolean): boolean =>
  /\s/.test(letter) || '()[]{}"'.includes(letter) || (letter === ':' && !inRange)

type Reader = { readonly query: string; at: number; inRange: boolean; readonly tokens: Token[] }

const readQuoted = (reader: Reader): Text => {
  const { query, at } = reader
  let text = ''
  let end = at + 1
  while (query[end] !== '"') {
    if (query[end] === '\\') end += 1
    const letter = query[end]
    if (letter === undefined) throw badQuery('A quotation mark is never closed', at)
    text += letter
    end += 1
  }
  reader.at = end + 1
  return { is: 'text', text, hasPlainStar: text.includes('*'), isWild: false, isQuoted: true, at }
}

const UNKNOWN: Readonly<Record<string, string>> = {
  '~': 'Similar words (~) cannot be searched for',
  '^': 'Weights (^) are not known',
  '?': 'Of the wildcards only * is known',
}

const readWord = (reader: Reader): Text => {
  const { query, at, inRange } = reader
  let text = ''
  let end = at
  let isWild = false
  let hasPlainStar = false
  for (let letter = query[end]; letter !== undefined && !endsWord(letter, inRange); letter = query[end]) {
    const isEscaped = letter === '\\'
    if (isEscaped) end += 1
    const plain = query[end]
    if (plain === undefined) throw badQuery('Nothing follows the last backslash', end - 1)
    const problem = isEscaped ? undefined : UNKNOWN[plain]
    if (problem !== undefined) throw badQuery(problem, end)
    if (plain === '*') {
      if (isEscaped) hasPlainStar = true
      else isWild = true
    }
    text += plain
    end += 1
  }
  reader.at = end
  return { is: 'text', text, hasPlainStar, isWild, isQuoted: false, at }
}

const previousIs = ({ tokens }: Reader, sign: Sign['sign']): boolean => {
  const last = tokens.at(-1)
  return last?.is === 'sign' && last.sign === sign
}

/** The sign that begins here, with its length; undefined when a word does. */
const signAt = (reader: Reader): readonly [Sign['sign'], number] | undefined => {
  const { query, at, inRange } = reader
  const letter = query[at] ?? ''
  const two = query.slice(at, at + 2)
  if (two === '&&') return ['AND', 2]
  if (two === '||') return ['OR', 2]
  const single = SINGLE.get(letter)
  if (single !== undefined && !(letter === ':' && inRange)) return [single, 1]
  if (letter === '!' && !inRange) return ['NOT', 1]
  if ((letter === '+' || letter === '-') && !inRange && !previousIs(reader, ':')) return [letter, 1]
  if (previousIs(reader, ':') && (letter === '>' || letter === '<')) {
    return two[1] === '=' ? [`${letter}=`, 2] : [letter, 1]
  }
  if (letter === '/') throw badQuery('Regular expressions cannot be searched for', at)
  return undefined
}

const readToken = (reader: Reader): Token => {
  const { query, at } = reader
  if (query[at] === '"') return readQuoted(reader)
  const sign = signAt(reader)
  if (sign) {
    reader.at = at + sign[1]
    if (sign[0] === '[' || sign[0] === '{') reader.inRange = true
    if (sign[0] === ']' || sign[0] === '}') reader.inRange = false
    return { is: 'sign', sign: sign[0], at }
  }
  const word = readWord(reader)
  const operator = reader.inRange || query.slice(at, reader.at) !== word.text ? undefined : WORDS.get(word.text)
  return operator === undefined ? word : { is: 'sign', sign: operator, at }
}

/** The words of `query`. @throws ApiError 400 `invalid_query_string` */
export const readTokens = (query: string): readonly Token[] => {
  if (query.length > MAX_LENGTH) throw badQuery(`String is too long, maximum ${MAX_LENGTH}`)
  if (!query.isWellFormed() || query.includes('\u0000')) throw badQuery('Characters that are not allowed')
  const reader: Reader = { query, at: 0, inRange: false, tokens: [] }
  for (;;) {
    while (/\s/.test(query[reader.at] ?? '')) reader.at += 1
    if (reader.at >= query.length) return reader.tokens
    if (reader.tokens.length >= MAX_TOKENS) throw badQuery('Too many words')
    reader.tokens.push(readToken(reader))
  }
}
