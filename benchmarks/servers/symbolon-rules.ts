// Rules of a deployment: such as customers have, and one that never ends.
import { asAdministrator } from './symbolon.ts'
import type { Deployment } from './symbolon.ts'

/** Reads user and context, and sets two claims. */
export const TYPICAL_RULE = `function (user, context, callback) {
  const namespace = 'https://shop.example/'
  context.idToken[namespace + 'email'] = user.email
  context.accessToken[namespace + 'app'] = context.clientName
  callback(null, user, context)
}`

/** Three that a shop may have: claims, roles from metadata, a door that is closed to some. */
export const TYPICAL_RULES: readonly string[] = [
  TYPICAL_RULE,
  `function (user, context, callback) {
    const { roles = ['guest'] } = user.app_metadata || {}
    context.accessToken['https://shop.example/roles'] = roles.concat(context.authorization.roles)
    callback(null, user, context)
  }`,
  `function (user, context, callback) {
    const blocked = ['192.0.2.1', '192.0.2.2']
    if (blocked.includes(context.request.ip)) return callback(new UnauthorizedError('Not from here'))
    callback(null, user, context)
  }`,
]

/** Computes until it is stopped. */
export const SPINNING_RULE = `function (user, context, callback) { while (true); }`

/** Gives the tenant of a running deployment these rules, beside those it has. */
export async function addRules(deployment: Deployment, scripts: readonly string[]): Promise<void> {
  const make = await asAdministrator(deployment)
  for (const [at, script] of scripts.entries()) await make('rules', { name: `Rule ${at}`, script })
}
