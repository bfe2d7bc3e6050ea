// What must happen around a client credential. reference: Management API, section 5, credentials.
import { CLIENT } from '@symbolon/protocol/entities/client'
import { CLIENT_CREDENTIAL, type ClientCredential } from '@symbolon/protocol/entities/client-credential'
import { changedDocument } from '@symbolon/protocol/entities/documents'
import type { Change } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import { withoutCredential } from './client-methods.ts'
import { isoTime, MAX_CREDENTIALS, newCredential } from './credential-keys.ts'
import type { Noun } from './noun.ts'
import { missing, notAllowed } from './refusals.ts'

const requireParent = async (tenancy: Tenancy, client_id: string): Promise<void> => {
  if (!(await tenancy.store.find('clients', { client_id }))) throw missing(CLIENT)
}

export const clientCredentials: Noun<ClientCredential> = {
  requireParent,

  create: async (tenancy, sent, client_id) => {
    await requireParent(tenancy, client_id)
    const kept = await tenancy.store.all('client_credentials', { client_id })
    if (kept.length >= MAX_CREDENTIALS) throw notAllowed(`A client can have at most ${MAX_CREDENTIALS} credentials`)
    const document = newCredential(tenancy, client_id, sent)
    const asCounted: Change = { unchanged: 'client_credentials', where: { client_id }, documents: kept }
    return { document, changes: [asCounted, { insert: 'client_credentials', document }] }
  },

  update: async (tenancy, before, sent) => {
    const { expires_at } = sent
    const changes = typeof expires_at === 'string' ? { expires_at: isoTime(expires_at, 'expires_at') } : sent
    const changed = changedDocument(CLIENT_CREDENTIAL, before, changes)
    const after = { ...changed, updated_at: new Date(tenancy.now()).toISOString() }
    return { document: after, changes: [{ replace: 'client_credentials', before, after }] }
  },

  // A client that is told to prove itself with this key, be it at this moment, would otherwise name something that is gone.
  remove: async (tenancy, document) => {
    const client = await tenancy.store.find('clients', { client_id: document.client_id })
    if (!client) throw missing(CLIENT)
    const after = withoutCredential(client, document.id)
    const released: Change =
      after === client
        ? { unchanged: 'clients', where: { client_id: client.client_id }, documents: [client] }
        : { replace: 'clients', before: client, after }
    return [released, { remove: 'client_credentials', document }]
  },
}
