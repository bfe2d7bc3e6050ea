// The validator: one question, whether this token is good for this API now. Everything else stands behind it.
import { newAcceptance } from './accept.ts'
import { tokenIn, type ApiRequest } from './api-request.ts'
import { newBindings } from './binding.ts'
import { headersFor, type ChallengePolicy } from './challenges.ts'
import { openIssuer } from './issuer/issuer.ts'
import type { ValidatorOptions } from './options.ts'
import { AccessRefused, refuseToken } from './refusals.ts'
import type { Requirement } from './requirements.ts'
import { resourceDocument, type ResourceDocument } from './resource-metadata.ts'
import type { RevocationReport } from './revocation/follower.ts'
import { newUseReports } from './report-use.ts'
import { readOptions } from './settings.ts'
import type { VerifiedToken } from './verified-token.ts'

export type Validator = {
  /**
   * The token, believed. For tokens that are bound to nobody: what is bound needs the request it came with.
   *
   * @throws AccessRefused
   */
  readonly verify: (token: string) => Promise<VerifiedToken>
  /**
   * The token of a request, believed, and enough for every requirement.
   *
   * @throws AccessRefused, with the headers of the answer
   */
  readonly authenticate: (request: ApiRequest, ...requirements: readonly Requirement[]) => Promise<VerifiedToken>
  /** Holds a token that has just been let in against further requirements. Throws like `authenticate`. */
  readonly recheck: (verified: VerifiedToken, requirements: readonly Requirement[]) => Promise<void>
  /** What the API says about itself, and where; undefined without `resource`. RFC 9728 */
  readonly resource: ResourceDocument | undefined
  /** How fresh the knowledge of revocations is, by issuer. */
  readonly revocations: () => ReadonlyMap<string, RevocationReport>
  /** `https://host` of this API, where the author says so. */
  readonly publicUrl: string | undefined
  /** Ends what goes on behind it. */
  readonly close: () => void
}

/** @throws InvalidOption for every mistake in `options` */
export function createValidator(options: ValidatorOptions): Validator {
  const settings = readOptions(options)
  const resource = resourceDocument(settings)
  const bindings = newBindings(settings)
  const issuers = new Map([...settings.issuers].map(([name, one]) => [name, openIssuer(one, settings)]))
  const accept = newAcceptance(issuers, settings)
  const reportUse = newUseReports(issuers, settings)
  const challenges: ChallengePolicy = {
    schemes: settings.dpop?.mode === 'required' ? ['DPoP'] : ['Bearer', 'DPoP'],
    nonces: bindings.nonces,
    metadataUrl: resource?.url,
  }

  const judge = async (request: ApiRequest, requirements: readonly Requirement[]): Promise<VerifiedToken> => {
    const { token, scheme } = tokenIn(request)
    const verified = await accept(token)
    await bindings.require(verified.claims, token, scheme, request)
    for (const requirement of requirements) requirement(verified)
    reportUse(token, verified)
    return verified
  }

  /** A refusal leaves with the headers of its answer. */
  const spoken = async <T>(judging: () => Promise<T>): Promise<T> => {
    try {
      return await judging()
    } catch (error) {
      if (error instanceof AccessRefused) error.headers = await headersFor(error, challenges)
      throw error
    }
  }

  return {
    verify: async (token) => {
      const accepted = accept(token)
      // Waiting for what is there already would cost a turn of the loop.
      const verified = accepted instanceof Promise ? await accepted : accepted
      if (bindings.concerns(verified.claims))
        return refuseToken('binding', 'the token is bound: it counts only with its request')
      reportUse(token, verified)
      return verified
    },
    authenticate: (request, ...requirements) => spoken(() => judge(request, requirements)),
    recheck: (verified, requirements) =>
      spoken(async () => {
        for (const requirement of requirements) requirement(verified)
      }),
    resource,
    revocations: () => new Map([...issuers].map(([name, { revocations }]) => [name, revocations.report()])),
    publicUrl: settings.publicUrl,
    close: () => {
      for (const { revocations } of issuers.values()) revocations.close()
    },
  }
}
