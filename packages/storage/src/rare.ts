// Statements whose text depends on what somebody asked for. They are not kept prepared: there is no end of them.
import { sql } from 'kysely'

const MARK = '/* rare */'

/** Stands at the beginning of such a statement. */
export const RARE = sql.raw(MARK)

export const isRare = (text: string): boolean => text.startsWith(MARK)
