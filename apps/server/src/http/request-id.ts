import type { Ports } from '@symbolon/core/ports'

/** 20 hexadecimal digits, as in `X-Auth0-RequestId`. */
export const newRequestId = (random: Ports['random']): string => random(10).toString('hex')
