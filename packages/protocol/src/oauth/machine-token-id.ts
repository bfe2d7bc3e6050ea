// How long-lived tokens of machines are told from all others, by whoever holds one: by their `jti`. Ours.
export const MACHINE_TOKEN_ID_PREFIX = 'mtk_'

export const isMachineTokenId = (jti: unknown): jti is string =>
  typeof jti === 'string' && jti.startsWith(MACHINE_TOKEN_ID_PREFIX)
