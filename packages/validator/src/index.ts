// @symbolon/validator: for those who receive access tokens.
export { createValidator, type Validator } from './validator.ts'
export type {
  DpopOptions,
  IntrospectionOptions,
  IssuerOptions,
  Notice,
  ResourceOptions,
  RevocationOptions,
  ValidatorOptions,
} from './options.ts'
export type { ApiRequest } from './api-request.ts'
export { AccessRefused, type RefusalCode, type RefusalReason } from './refusals.ts'
export {
  all,
  any,
  claimEquals,
  claimIncludes,
  requireAnyPermission,
  requireAnyScope,
  requirePermissions,
  requireScopes,
  type Requirement,
} from './requirements.ts'
export { InvalidOption } from './settings.ts'
export { UnfitKey } from './keys.ts'
export type { RevocationReport } from './revocation/follower.ts'
export type { SignatureAlgorithm } from './algorithms.ts'
export type { VerifiedToken } from './verified-token.ts'
