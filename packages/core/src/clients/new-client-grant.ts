// New client grants, as they are kept. reference: Management API, section 7.
import { CLIENT_GRANT, type ClientGrant } from '@symbolon/protocol/entities/client-grant'
import { newDocument } from '@symbolon/protocol/entities/documents'
import { newId } from '../identifiers.ts'
import type { Ports } from '../ports.ts'

/** A client grant id nobody has. */
export const newClientGrantId = (random: Ports['random']): string => newId(random, CLIENT_GRANT.idFormat)

/** A client grant with this id: what `fields` say, and for the rest what a new one has. */
export const newClientGrantDocument = (
  id: string,
  fields: Partial<ClientGrant> & Pick<ClientGrant, 'audience'>,
): ClientGrant => newDocument<ClientGrant>(CLIENT_GRANT, { ...fields, id })
