// Why a token would look as it would: the request is decided as it would be, and what decided is told. design.md §7
import { scopesThrough } from '../authorization.ts'
import { OAuthError } from '../errors.ts'
import { maskWithin } from '../rules/masked.ts'
import { isRefusalOfCode, recordsOfRefusal } from '../rules/refusal-records.ts'
import type { StepRecord } from '../rules/step-record.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'
import type { Asked } from './asked.ts'
import { proveAsked, type Proven } from './authorize.ts'
import { asking, codeDecisions, decisionOf, provenBy } from './decisions.ts'
import { helpForRefusal } from './fixes.ts'
import { placeOfCode } from './places.ts'
import { explainScopes } from './scopes.ts'
import { requireStanding } from './standing.ts'
import type { Decision, Refusal, Story } from './story.ts'
import { codeBefore, maskForCode, rehearseCode, type Rehearsed } from './tenants-code.ts'
import { wouldBeToken } from './would-be-token.ts'

/** The story of a request. What would be refused is a story too. */
export async function explainRequest(tenancy: Tenancy, asked: Asked, visitor: Visitor): Promise<Story> {
  const decisions: Decision[] = [asking(asked)]
  let proven: Proven | undefined
  try {
    proven = await proveAsked(tenancy, asked, visitor)
    decisions.push(...provenBy(proven, asked))
    const rehearsed = await rehearseCode(tenancy, proven, asked, visitor)
    decisions.push(...codeDecisions(rehearsed, asked.words))
    decisions.push(...(await requireStanding(tenancy, rehearsed.authorization, asked)))
    const authorization = asIssued(rehearsed)
    const token = await wouldBeToken(tenancy, { ...rehearsed, authorization }, asked)
    const scopes = explainScopes(proven, authorization, asked, rehearsed.records)
    return {
      decisions,
      refusal: null,
      token: await withoutSecrets(tenancy, token, rehearsed),
      scopes,
      code: rehearsed.records,
      withheld: rehearsed.withheld,
    }
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    const scopes = proven ? explainScopes(proven, proven.authorization, asked, []) : { granted: [], dropped: [] }
    const { records: code, withheld } = await codeBefore(tenancy, asked, error)
    decisions.push(...code.map((record) => decisionOf(record, asked.words)))
    return { decisions, refusal: await refusalOf(tenancy, error, asked, code), token: null, scopes, code, withheld }
  }
}

const asIssued = ({ authorization }: Rehearsed): Rehearsed['authorization'] => {
  const { wanted, scopes } = authorization
  return wanted ? { ...authorization, scopes: scopesThrough(wanted.channel, scopes) } : authorization
}

/** What code has put into claims is hidden where it is a secret of the code: a token would show it. */
async function withoutSecrets(
  tenancy: Tenancy,
  token: Story['token'],
  { authorization: { custom } }: Rehearsed,
): Promise<Story['token']> {
  if (!token || !custom) return token
  const mask = await maskForCode(tenancy)
  const isByCode = (name: string): boolean => Object.hasOwn(custom.access_token, name)
  const claims = token.claims.map((claim) =>
    isByCode(claim.name) ? { ...claim, value: maskWithin(claim.value, mask) } : claim,
  )
  return { ...token, claims }
}

/** What the log says of code is for those who may read it. */
function mayBeTold(refusal: OAuthError, { showsCode }: Asked): boolean {
  const refuser = recordsOfRefusal(refusal).at(-1)
  return refuser ? showsCode[refuser.kind] : Object.values(showsCode).every(Boolean)
}

async function refusalOf(
  tenancy: Tenancy,
  error: OAuthError,
  asked: Asked,
  ran: readonly StepRecord[],
): Promise<Refusal> {
  const { code, status } = error
  const isByCode = isRefusalOfCode(error)
  const mask = isByCode ? await maskForCode(tenancy) : undefined
  const told = (text: string): string => mask?.(text) ?? text
  const isShown = !isByCode || mayBeTold(error, asked)
  const refuser = isShown ? ran.at(-1) : undefined
  const help = isByCode ? (refuser ? { at: placeOfCode(refuser) } : {}) : await helpForRefusal(tenancy, error, asked)
  const detail = isShown ? error.detail : undefined
  return {
    error: code,
    error_description: told(error.message),
    status,
    ...(detail === undefined ? {} : { detail: told(detail) }),
    ...help,
  }
}
