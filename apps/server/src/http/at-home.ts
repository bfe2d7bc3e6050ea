// What there is at a tenant's own host alone, and at none of its custom domains: where it is managed.
import type { FastifyRequest } from 'fastify'
import { OAuthError } from '@symbolon/core/errors'
import { isAtHome } from '@symbolon/core/tenancy'
import './request.ts'

/** For `onRequest`. @throws OAuthError `not_found` at a custom domain */
export async function requireHome({ tenancy }: FastifyRequest): Promise<void> {
  if (!isAtHome(tenancy)) throw new OAuthError('not_found', 'There is nothing at this path.')
}
