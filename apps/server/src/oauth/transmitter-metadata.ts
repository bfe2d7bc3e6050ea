// GET /.well-known/ssf-configuration. Shared Signals Framework 1.0 §7.2
import { OAuthError } from '@symbolon/core/errors'
import { isAtHome } from '@symbolon/core/tenancy'
import { transmitterMetadata } from '@symbolon/core/discovery/transmitter-metadata'
import { publicDocument } from '../http/answer.ts'
import type { Handler } from '../http/call.ts'

/** Seconds for which the document may be kept. */
const MAX_AGE = 15

/** Answers with the metadata of a transmitter whose keys are at `jwksPath`. */
export const answerTransmitterMetadata =
  (jwksPath: string): Handler =>
  async ({ tenancy }) => {
    // Events name the tenant's own issuer, whichever host a token was asked for at.
    if (!isAtHome(tenancy)) throw new OAuthError('not_found', 'There is nothing at this path.')
    return publicDocument(
      'application/json; charset=utf-8',
      JSON.stringify(transmitterMetadata(tenancy, jwksPath)),
      MAX_AGE,
    )
  }
