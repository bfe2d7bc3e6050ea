// Client secrets: random, kept as SHA-256, compared in constant time. design.md §4: never a password hash.
import { hash, timingSafeEqual } from 'node:crypto'
import type { ClientSecret } from '../collections.ts'
import type { Ports } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'

/** Longest secret accepted, characters. */
const MAX_SECRET_LENGTH = 512

/** 64 URL-safe characters of 48 random bytes. */
export const newClientSecret = (random: Ports['random']): string => random(48).toString('base64url')

/** What is kept of a secret: its SHA-256, base64url. */
export const hashClientSecret = (secret: string): string => hash('sha256', secret, 'base64url')

const digests = new WeakMap<ClientSecret, Buffer>()

// Compared as the text they are kept as: making that text costs a third of making the bytes.
const asBytes = (text: string): Buffer => Buffer.from(text, 'latin1')

function digestOf(kept: ClientSecret): Buffer {
  let digest = digests.get(kept)
  if (!digest) digests.set(kept, (digest = asBytes(kept.hash)))
  return digest
}

/** Whether `secret` is one of the client's that have not expired. Hashes and looks up as much for a client that does not exist. */
export async function isClientSecret(tenancy: Tenancy, client_id: string, secret: string): Promise<boolean> {
  const secrets = await tenancy.store.all('client_secrets', { client_id })
  if (secret.length > MAX_SECRET_LENGTH) return false
  const presented = asBytes(hashClientSecret(secret))
  const seconds = tenancy.now() / 1000
  let isRight = false
  for (const kept of secrets) {
    const isAlive = kept.expires_at === undefined || kept.expires_at > seconds
    const digest = digestOf(kept)
    if (digest.length === presented.length && timingSafeEqual(digest, presented) && isAlive) isRight = true
  }
  return isRight
}
