// A request at the token endpoint that goes on as another user: it is granted what that user may have, in the same organization.
import { parseScope } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import type { Authorization } from '../authorization.ts'
import { OAuthError } from '../errors.ts'
import { requireMember } from '../organizations/membership.ts'
import type { Tenancy } from '../tenancy.ts'
import { grantedToUser } from '../users/granted-scopes.ts'
import { identitiesOf } from '../users/linked.ts'
import type { Visitor } from '../visitor.ts'
import type { Named } from './flow.ts'
import { requirePrimaryUser } from './primary-user.ts'

/** Renewed tokens are about whom the first were about; the line of the refresh token has ended with its user. OpenID Connect Core §12.2 */
const renewed = ({ by }: Named): OAuthError =>
  new OAuthError('invalid_grant', 'Unknown or invalid refresh token.', {
    detail: `${by} goes on as another user, to whom that of the refresh token has been linked`,
  })

/** @throws OAuthError for whom nobody may go on as, and where this user may not have what was asked for */
export async function asPrimaryUser(
  tenancy: Tenancy,
  { user: before, clientGrant, ...given }: Authorization,
  named: Named,
  scope: string | undefined,
  { ip }: Visitor,
): Promise<{ readonly authorization: Authorization; readonly session: undefined }> {
  void clientGrant
  const { client, api, within, wanted } = given
  if (!before) throw new OAuthError('access_denied', 'Unauthorized', { detail: 'Nobody has logged in' })
  const { user_id } = await requirePrimaryUser(tenancy, before, named)
  if (wanted?.renewed) throw renewed(named)
  await tenancy.store.countLogin(user_id, ip, tenancy.now() / 1000)
  // Once more, now that the login is counted: so the code sees it, and whoever was unlinked or blocked in between gets nothing.
  const user = await requirePrimaryUser(tenancy, before, named)
  if (within) await requireMember(tenancy, within.organization, user_id)
  const granted = await grantedToUser(tenancy, {
    client,
    user,
    api,
    organization_id: within?.organization.id,
    requested: scope === undefined ? undefined : (parseScope(scope) ?? []),
    allWhenOmitted: true,
  })
  return {
    authorization: {
      ...given,
      subject: user_id,
      user,
      linked: identitiesOf(before),
      scopes: granted.scopes,
      permissions: granted.permissions,
      ...(granted.clientGrant ? { clientGrant: granted.clientGrant } : {}),
    },
    session: undefined,
  }
}
