// What callers of the store see when the database cannot do its work.

/** The database cannot be reached, is locked, full or read-only. Nothing has been answered, so the caller may try again later. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
  readonly code = 'store_unavailable'
}

/** A mark of a page that this store has not made, or not for this collection. */
export class InvalidMark extends Error {
  override readonly name = 'InvalidMark'
  readonly code = 'invalid_mark'
}

/** What was to be kept belongs to a user, a client or an API that is not there (any more). */
export class OwnerGone extends Error {
  override readonly name = 'OwnerGone'
  readonly code = 'owner_gone'
}
