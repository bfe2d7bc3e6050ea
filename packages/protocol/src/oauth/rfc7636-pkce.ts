// RFC 7636: proof key for code exchange. What a challenge and a verifier look like; comparing them is the grant's.

/** Ways in which a challenge is made of its verifier. RFC 7636 §4.2 */
export const CODE_CHALLENGE_METHODS = ['S256', 'plain'] as const

export type CodeChallengeMethod = (typeof CODE_CHALLENGE_METHODS)[number]

/** code-verifier = 43*128unreserved. RFC 7636 §4.1 */
export const isCodeVerifier = (text: string): boolean => /^[A-Za-z0-9._~-]{43,128}$/.test(text)

/** Whether `challenge` can be one of `method`: SHA-256 in base64url without padding, or a verifier as it is. RFC 7636 §4.2 */
export const isCodeChallenge = (challenge: string, method: CodeChallengeMethod): boolean =>
  method === 'S256' ? /^[A-Za-z0-9_-]{43}$/.test(challenge) : isCodeVerifier(challenge)
