// What to say about a token that has been checked, or has not.
import type { checkToken } from '@symbolon/server/check-token'
import { printable } from '../output/printable.ts'
import { fromNow } from '../output/time-words.ts'

type Finding = ReturnType<typeof checkToken>

export type Verdict = {
  /** `unchecked`: nobody said whose keys to use, or that they should not be used. */
  readonly state: 'valid' | 'invalid' | 'unchecked'
  /** A word for programs. */
  readonly reason: string | undefined
  readonly sentence: string
}

type Token = {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

const timeOf = (value: unknown, now: number): string =>
  typeof value === 'number' && Number.isFinite(value) ? `, ${fromNow(value, now)}` : ''

/** Why `finding` is what it is, for people. `now`: seconds since the epoch. */
export function verdictOf(finding: Finding, { header, claims }: Token, issuer: string, now: number): Verdict {
  const by = printable(issuer)
  if (finding.valid) {
    const key = finding.kid === undefined ? '' : `, key ${printable(finding.kid)}`
    return {
      state: 'valid',
      reason: undefined,
      sentence: `Valid: signed by ${by} (${finding.alg}${key}), and not expired.`,
    }
  }
  return {
    state: 'invalid',
    reason: finding.reason,
    sentence: `Not valid: ${because(finding, header, claims, by, now)}`,
  }
}

function because(
  { reason, message }: Extract<Finding, { valid: false }>,
  header: Token['header'],
  claims: Token['claims'],
  by: string,
  now: number,
): string {
  switch (reason) {
    case 'expired':
      return `it has expired${timeOf(claims['exp'], now)}. The signature of ${by} is right.`
    case 'not_yet_valid':
      return `it is from the future${timeOf(claims['nbf'] ?? claims['iat'], now)}. The signature of ${by} is right; is a clock wrong?`
    case 'signature':
      return `the signature is wrong. It was changed on its way, or ${by} has not signed it.`
    case 'key':
      return `${by} publishes no key ${printable(String(header['kid'] ?? ''))}. It may have been revoked, or never been its own.`
    case 'algorithm':
      return header['alg'] === 'HS256'
        ? 'it is signed with HS256, whose secret only its API (or, of an ID token, its application) and the server have. Public keys cannot check it.'
        : `${message}.`
    default:
      return `${message}.`
  }
}

/** The token says that it comes from elsewhere, and nobody has said to ask there. */
export const otherIssuer = (iss: unknown, expected: string): Verdict => {
  const isUrl = typeof iss === 'string' && URL.canParse(iss) && /^https?:/.test(iss)
  const name = typeof iss === 'string' ? printable(iss.slice(0, 300)) : 'nobody'
  const hint = isUrl ? ` If you trust it: symbolon decode --issuer ${name} …` : ''
  return {
    state: 'unchecked',
    reason: 'issuer',
    sentence: `Not checked: it names another issuer, ${name}, not ${printable(expected)}, and an address that only a token names is not asked.${hint}`,
  }
}
