// GET /pem, /rawpem, /cer and /cert: the certificate of the key that signs. reference: Authentication API, section 2.3.
import { currentCertificate } from '@symbolon/core/tokens/key-certificates'
import { JWKS_MAX_AGE } from '@symbolon/protocol/oauth/rfc7517-jwks'
import { publicDocument, withHeaders, type Answer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'

const attachment = (name: string, extension: string): readonly string[] => [
  'content-disposition',
  `attachment; filename="${name}.${extension}"`,
]

/** PEM, as a file to keep. */
export async function pem({ tenancy }: Call): Promise<Answer> {
  const certificate = await currentCertificate(tenancy)
  const answer = publicDocument('application/x-pem-file', certificate.pem, JWKS_MAX_AGE)
  return withHeaders(answer, ...attachment(tenancy.tenant.name, 'pem'))
}

/** PEM, to look at. */
export async function rawPem({ tenancy }: Call): Promise<Answer> {
  return publicDocument('text/plain; charset=utf-8', (await currentCertificate(tenancy)).pem, JWKS_MAX_AGE)
}

/** DER. */
export async function cer({ tenancy }: Call): Promise<Answer> {
  const certificate = await currentCertificate(tenancy)
  const answer = publicDocument('application/pkix-cert', certificate.der, JWKS_MAX_AGE)
  return withHeaders(answer, ...attachment(tenancy.tenant.name, 'cer'))
}
