// New clients, as they are kept. reference: Management API, section 5.
import { CLIENT, type Client } from '@symbolon/protocol/entities/client'
import { newDocument } from '@symbolon/protocol/entities/documents'
import type { ClientSecret } from '../collections.ts'
import { newId } from '../identifiers.ts'
import type { Ports } from '../ports.ts'
import { isStrict, STRICT_LIFETIME } from '../strict-client.ts'
import { hashClientSecret } from './secret.ts'

type RefreshTokenSettings = Client['refresh_token']

/** With a kind of application the lifetimes are longer; what expires is not without end. */
const refreshTokenSettings = (fields: Partial<Client>): RefreshTokenSettings => {
  const sent = fields.refresh_token
  const usual = CLIENT.defaults.refresh_token
  const lifetimes = fields.app_type ? { token_lifetime: 31557600, idle_token_lifetime: 2592000 } : {}
  const isEndless = sent?.expiration_type !== 'expiring'
  return {
    ...usual,
    ...lifetimes,
    infinite_token_lifetime: isEndless,
    infinite_idle_token_lifetime: isEndless,
    ...sent,
  }
}

const STRICT_JWT = { ...CLIENT.defaults.jwt_configuration, lifetime_in_seconds: STRICT_LIFETIME }

/** A client id nobody has. */
export const newClientId = (random: Ports['random']): string => newId(random, CLIENT.idFormat)

/** A client with this id: what `fields` say, and for the rest what a new client has. */
export const newClientDocument = (client_id: string, fields: Partial<Client> & Pick<Client, 'name'>): Client =>
  newDocument<Client>(CLIENT, {
    ...(isStrict({ is_first_party: true, ...fields }) ? { jwt_configuration: STRICT_JWT } : {}),
    ...fields,
    client_id,
    refresh_token: refreshTokenSettings(fields),
  })

/** "All Applications": the one client of a tenant that stands for all, and keeps the classic login page. */
export const newGlobalClientDocument = (client_id: string): Client =>
  newClientDocument(client_id, { name: 'All Applications', global: true })

/** The row that lets a client prove itself with `secret`; only its hash is kept. */
export const newClientSecretRow = (random: Ports['random'], client_id: string, secret: string): ClientSecret => ({
  id: newId(random, { prefix: 'sec_', length: 22, alphabet: 'alphanumeric' }),
  client_id,
  hash: hashClientSecret(secret),
})
