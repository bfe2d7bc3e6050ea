// New APIs, as they are kept. reference: Management API, section 6.
import { systemApi } from '@symbolon/protocol/auth0/system-api'
import { newDocument } from '@symbolon/protocol/entities/documents'
import { RESOURCE_SERVER, type ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { newId } from '../identifiers.ts'
import type { Ports } from '../ports.ts'

/** An id of an API that nobody has. */
export const newResourceServerId = (random: Ports['random']): string => newId(random, RESOURCE_SERVER.idFormat)

/** An API with this id: what `fields` say, and for the rest what a new one has. Its name is its identifier if there is no other. */
export const newResourceServerDocument = (
  id: string,
  fields: Partial<ResourceServer> & Pick<ResourceServer, 'identifier'>,
): ResourceServer => {
  const { token_lifetime = RESOURCE_SERVER.defaults.token_lifetime } = fields
  return newDocument<ResourceServer>(RESOURCE_SERVER, {
    name: defaultName(fields.identifier),
    token_lifetime_for_web: Math.min(RESOURCE_SERVER.defaults.token_lifetime_for_web, token_lifetime),
    ...fields,
    id,
  })
}

/** The name of an API that was given none: its identifier, as far as a name may be that. */
export const defaultName = (identifier: string): string => identifier.replace(/[<>]/g, '').slice(0, 200)

/** The API through which the tenant with this issuer is managed. */
export const newSystemApiDocument = (id: string, issuer: string): ResourceServer =>
  newResourceServerDocument(id, systemApi(issuer))
