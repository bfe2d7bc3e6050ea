// symbolon api: APIs that tokens are for; resource servers, in the words of the Management API.
import { RESOURCE_SERVER } from '@symbolon/protocol/entities/resource-server'
import type { Document } from '@symbolon/protocol/entities/entity'
import { lookOf } from '../entities/look.ts'
import { shown } from '../output/printable.ts'
import { duration } from '../output/time-words.ts'
import { usageError } from '../command-error.ts'

const count = (value: unknown): string => String(Array.isArray(value) ? value.length : 0)

const lifetime = ({ token_lifetime: seconds }: Document): string =>
  typeof seconds === 'number' ? duration(seconds) : ''

const seconds = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw usageError('--lifetime must be a whole number of seconds.')
  return Number(text)
}

export const API_LOOK = lookOf(RESOURCE_SERVER, {
  command: 'api',
  one: 'an API',
  many: 'APIs',
  description: `An API is what a token is for. Its identifier, usually a URL, is the audience that clients ask for and that the API
checks; its scopes are what a client can be allowed to do there. In the Management API it is called a resource server.`,
  columns: [
    { title: 'IDENTIFIER', of: ({ identifier }) => shown(identifier) },
    { title: 'NAME', of: ({ name }) => shown(name) },
    { title: 'ALG', of: ({ signing_alg }) => shown(signing_alg) },
    { title: 'TOKENS LIVE', of: lifetime },
    { title: 'SCOPES', of: ({ scopes }) => count(scopes) },
  ],
  brief: ['identifier', 'id', 'name', 'signing_alg', 'token_lifetime', 'token_dialect', 'scopes'],
  shorthands: [
    {
      flags: '--scope <scope>',
      says: 'a right it knows; say it again for more',
      field: 'scopes',
      item: (value) => ({ value }),
    },
    {
      flags: '--alg <alg>',
      says: 'what its tokens are signed with: RS256, PS256, ES256, EdDSA, HS256',
      field: 'signing_alg',
    },
    {
      flags: '--lifetime <seconds>',
      says: 'how long its tokens live; 8000 unless said',
      field: 'token_lifetime',
      value: seconds,
    },
  ],
  sayings: {
    identifier: 'what clients ask for and the API checks; cannot be changed later',
    name: 'its name for people',
    token_dialect: 'layout: access_token, access_token_authz, rfc9068_profile, rfc9068_profile_authz',
  },
  idSays: 'its identifier, or its id',
  examples: {
    list: ['symbolon api list', 'symbolon api list --json'],
    get: ['symbolon api show https://api.example.com/', 'symbolon api show https://api.example.com/ --json'],
    create: [
      'symbolon api create https://orders.example.com/ --scope read:orders --scope write:orders',
      'symbolon api create https://orders.example.com/ --name Orders --alg ES256 --lifetime 3600',
    ],
    update: [
      'symbolon api update https://orders.example.com/ --lifetime 600',
      'symbolon api update https://orders.example.com/ --scope read:orders --scope write:orders --scope cancel:orders',
    ],
    delete: [
      'symbolon api delete https://orders.example.com/',
      'symbolon api delete https://orders.example.com/ --yes',
    ],
  },
})
