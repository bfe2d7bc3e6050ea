/** Longest path in a line of a log. */
const MAX_LENGTH = 256

/** The path of a request for a log: without the query, and not longer than anybody wants to read. */
export const pathOf = (url = ''): string => url.split('?', 1)[0]?.slice(0, MAX_LENGTH) ?? ''
