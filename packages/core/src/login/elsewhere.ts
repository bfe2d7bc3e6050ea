// How a connection asks elsewhere about those who are not here: a few at a time, not at all for a while after it could not be asked, and so
// that nobody can tell from words or time who is here already and who is not.
import { hash, type KeyObject } from 'node:crypto'
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { Document } from '@symbolon/protocol/entities/entity'
import { openLine, TooBusy, type Line } from '../line.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'

export type Typed = { readonly username: string; readonly password: string; readonly visitor: Visitor }

/** What is known of somebody elsewhere. `why` is for the tenant log. */
export type AnswerFromElsewhere =
  /** Name and password are right. `row`: what the user is, in the words of an import, with the whole `user_id`. */
  | { readonly outcome: 'right'; readonly row: Document }
  | { readonly outcome: 'wrong'; readonly why: string }
  /** The answer says nothing about the person. */
  | { readonly outcome: 'failed'; readonly why: string }
  /** There is no answer, and there will be none for others. */
  | { readonly outcome: 'away'; readonly why: string }

/** Questions at a time, for each connection. */
const AT_ONCE = 16

/** Questions that wait; more are as if it could not be asked. */
const WAITING = 64

/** How long it is not asked after it could not be, milliseconds. */
const AWAY_FOR = 10_000

/** Of so many questions it is remembered how long they took. */
const REMEMBERED = 16

/** What is remembered of a longer one, milliseconds. */
const LONGEST = 10_000

/** Milliseconds that are waited at once. */
const PIECE = 1000

/** Connections whose questions are remembered. */
const MOST_CONNECTIONS = 1000

type Contact = {
  readonly line: Line
  readonly lately: number[]
  /** Milliseconds since the epoch. */
  awayUntil: number
}

/** Of each process, which has one master key. */
const contacts = new WeakMap<KeyObject, Map<string, Contact>>()

const marks = new WeakMap<Connection, string>()

/** What stands for how the connection asks: whoever mends that does not wait for the old way. */
function markOf(connection: Connection): string {
  const { id, options } = connection
  const known = marks.get(connection)
  if (known !== undefined) return known
  const asked = [id, options.import_from ?? null, options.customScripts ?? null]
  const mark = hash('sha256', JSON.stringify(asked), 'base64url')
  marks.set(connection, mark)
  return mark
}

function contactOf({ masterKey }: Tenancy, connection: Connection): Contact {
  const known = contacts.get(masterKey) ?? new Map<string, Contact>()
  contacts.set(masterKey, known)
  const key = markOf(connection)
  const contact = known.get(key) ?? { line: openLine(AT_ONCE, WAITING), lately: [], awayUntil: 0 }
  known.delete(key)
  known.set(key, contact)
  const [oldest] = known.keys()
  if (known.size > MOST_CONNECTIONS && oldest !== undefined) known.delete(oldest)
  return contact
}

/** Whether it could not be asked a moment ago: then nobody is, and everybody whose password is wrong here is told the same. */
export const isAway = (tenancy: Tenancy, connection: Connection): boolean =>
  tenancy.now() < contactOf(tenancy, connection).awayUntil

/** Asks when it is its turn. */
export async function askInTurn(
  tenancy: Tenancy,
  connection: Connection,
  ask: () => Promise<AnswerFromElsewhere>,
): Promise<AnswerFromElsewhere> {
  const contact = contactOf(tenancy, connection)
  const began = tenancy.now()
  try {
    const answer = await contact.line(ask)
    if (answer.outcome !== 'right') contact.lately.push(Math.min(Math.max(0, tenancy.now() - began), LONGEST))
    if (contact.lately.length > REMEMBERED) contact.lately.shift()
    if (answer.outcome === 'away') contact.awayUntil = tenancy.now() + AWAY_FOR
    return answer
  } catch (error) {
    if (!(error instanceof TooBusy)) throw error
    contact.awayUntil = tenancy.now() + AWAY_FOR
    return { outcome: 'away', why: 'Too many questions are waiting' }
  }
}

/**
 * Takes as long as one of the last questions whose answer was no. For whoever is here and typed a wrong password: nobody is asked about
 * that, and it must not show. Before the first such answer nobody knows how long that is, and `ask` finds out.
 */
export async function takeAsLong(
  tenancy: Tenancy,
  connection: Connection,
  ask: () => Promise<AnswerFromElsewhere>,
): Promise<void> {
  const { lately } = contactOf(tenancy, connection)
  if (lately.length === 0) {
    await askInTurn(tenancy, connection, ask)
    return
  }
  const drawn = lately[(tenancy.random(1)[0] ?? 0) % Math.max(1, lately.length)] ?? 0
  for (let left = drawn; left > 0 && !tenancy.stopping.aborted; left -= PIECE)
    await tenancy.pause(Math.min(left, PIECE))
}
