// Codes of the tenant log that Symbolon writes. reference: Management API, section 15.

/** What each `type` of a log event means. */
export const LOG_EVENTS = {
  seccft: 'Successful exchange of client credentials for an access token',
  feccft: 'Failed exchange of client credentials for an access token',
  w: 'Warning: something worked, but not as it should',
  sapi: 'Successful write through the Management API',
  fapi: 'Refused request to the Management API',
} as const

export type LogEventType = keyof typeof LOG_EVENTS
