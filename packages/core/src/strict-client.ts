// Somebody else's application that is kept on a short lead. reference: Authentication API, section 24.
import type { Client } from '@symbolon/protocol/entities/client'

/** Seconds that its tokens live unless it says otherwise. */
export const STRICT_LIFETIME = 3600

export const isStrict = ({
  is_first_party,
  third_party_security_mode,
}: Partial<Pick<Client, 'is_first_party' | 'third_party_security_mode'>>): boolean =>
  !is_first_party && third_party_security_mode === 'strict'
