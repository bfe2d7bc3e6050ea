// What is not there is said in the words that programs written for Auth0 compare. reference: Management API, section 2.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openSampleWing, type SampleWing } from './sample-wing.fixture.ts'

let wing: SampleWing
before(async () => void (wing = await openSampleWing()))
after(() => wing.close())

const UUID = '00000000-0000-4000-8000-000000000000'

const WORDS: readonly [path: string, message: string, errorCode?: string][] = [
  ['users/auth0%7Cnobody', 'The user does not exist.', 'inexistent_user'],
  ['clients/nothing', 'The client does not exist', 'inexistent_client'],
  ['resource-servers/nothing', 'The resource server does not exist', 'inexistent_resource_server'],
  ['client-grants/cgr_0000000000000000', 'The grant does not exist.', 'inexistent_client_grant'],
  ['connections/con_0000000000000000', 'The connection does not exist', 'inexistent_connection'],
  ['rules/rul_0000000000000000', 'The rule does not exist.', 'inexistent_rule'],
  ['email-templates/verify_email', 'The template does not exist.', 'inexistent_email_template'],
  ['emails/provider', 'There is not a configured email provider', 'inexistent_email_provider'],
  ['custom-domains/cd_1$&', 'The custom domain cd_1$& does not exist', 'inexistent_custom_domain'],
  ['branding/templates/universal-login', 'Template does not exist.', 'inexistent_templates_universal_login'],
  ['branding/themes/default', 'There was an error retrieving branding settings: invalid theme ID', 'theme_not_found'],
  ['hooks/01ARZ3NDEKTSV4RRFFQ69G5FAV', 'Error: Hook does not exist', 'HookDoesNotExist'],
  ['roles/rol_0000000000000000', 'The role does not exist.'],
  [`actions/actions/${UUID}`, 'That action does not exist.'],
  [`actions/executions/${UUID}`, 'That execution does not exist.'],
  ['organizations/org_0000000000000000', 'No organization found by that id or name'],
  ['log-streams/lst_0000000000000000', 'The log stream does not exist.'],
  ['token-exchange-profiles/tep_0000000000000000', 'Token exchange profile not found.'],
  ['user-attribute-profiles/uap_1cSjFZM6c1Nr1Xs4mdNFr7', 'User attribute profile not found.'],
  ['network-acls/acl_1cSjFZM6c1Nr1Xs4mdNFr7', 'NetworkACL with this ID was not found'],
  ['self-service-profiles/ssp_1cSjFZM6c1Nr1Xs4mdNFr7', 'Profile with ID: ssp_1cSjFZM6c1Nr1Xs4mdNFr7 not found'],
  ['anomaly/blocks/ips/203.0.113.9', 'Not Found'],
]

describe('what is not there', () => {
  for (const [path, message, errorCode] of WORDS) {
    test(`is told of ${path.split('/').slice(0, 2).join('/')}`, async () => {
      const answer = await wing.ask(`/${path}`)
      assert.deepEqual(answer.json(), {
        statusCode: 404,
        error: 'Not Found',
        message,
        ...(errorCode === undefined ? {} : { errorCode }),
      })
    })
  }

  test('is told of what belongs to an organization', async () => {
    const { id } = (await wing.ask('/organizations', { method: 'POST', body: { name: 'acme' } })).json()
    const told = async (path: string) => (await wing.ask(`/organizations/${id}/${path}`)).json()
    assert.equal((await told('discovery-domains/ord_1')).message, 'No organization domain found by that id')
    assert.equal((await told('enabled_connections/con_0000000000000000')).message, 'No connection found by that id')
    const invitation = await told('invitations/uinv_0000000000000000')
    assert.deepEqual(
      [invitation.message, invitation.errorCode],
      ['The invitation does not exist.', 'inexistent_invitation'],
    )
  })
})
