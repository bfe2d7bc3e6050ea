// A line of the tenant log as it is answered and sent. reference: Management API, section 15.
import type { Document } from '@symbolon/protocol/entities/entity'
import type { LogEvent } from '@symbolon/protocol/entities/log-event'

export const logOnTheWire = (event: LogEvent): Document => ({
  ...event,
  date: new Date(event.date).toISOString(),
  _id: event.log_id,
  isMobile: false,
})
