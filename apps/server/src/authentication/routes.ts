// authentication: the wing for login boxes and scripts that bring a password themselves. Older than OAuth, with shapes of its own;
// published clients compare them. This list is the map of its paths. reference: Authentication API, sections 16, 17 and 23.
import type { FastifyPluginAsync } from 'fastify'
import { readBodies } from './body.ts'
import { askForPasswordChange } from './change-password.ts'
import { loginHere } from './classic-login.ts'
import { allowOrigin, preflight } from './cors.ts'
import { countryOf } from './country.ts'
import { authenticateHere } from './cross-origin.ts'
import { showLoginBox } from './login-box.ts'
import { signUpHere } from './sign-up.ts'
import { speakError } from './speak-error.ts'
import { ssoData } from './sso-data.ts'

/** Captchas are not asked for, so nobody has to solve one. reference: Authentication API, section 16.3. */
const notRequired = async () => ({ required: false })

export const authenticationRoutes: FastifyPluginAsync = async (wing) => {
  readBodies(wing)
  wing.setErrorHandler(speakError)
  wing.addHook('onSend', async (request, reply) => allowOrigin(request, reply))
  const ways = {
    '/dbconnections/signup': signUpHere,
    '/dbconnections/change_password': askForPasswordChange,
    '/co/authenticate': authenticateHere,
    '/usernamepassword/login': loginHere,
    '/dbconnections/signup/challenge': notRequired,
    '/dbconnections/change_password/challenge': notRequired,
    '/usernamepassword/challenge': notRequired,
  } as const
  for (const [path, answer] of Object.entries(ways)) {
    wing.post(path, answer)
    wing.options(path, preflight)
  }
  const looks = {
    '/user/ssodata': ssoData,
    '/user/geoloc/country': countryOf,
    '/client/:file': showLoginBox,
  } as const
  for (const [path, answer] of Object.entries(looks)) {
    wing.get(path, answer)
    wing.options(path, preflight)
  }
}
