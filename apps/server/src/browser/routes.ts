// browser: the wing for people and their browsers: authorization, the steps on its way, logout. Its errors are pages, or redirects to
// the application. No answer of it may be read by scripts of another site, or kept by anybody. This list is the map of its paths.
import type { FastifyPluginAsync } from 'fastify'
import { FORM_MEDIA_TYPE } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import { assetRoutes } from '../pages/asset-routes.ts'
import { authorizeRoutes } from './authorize.ts'
import { consentRoutes } from './consent.ts'
import { dashboardRoutes } from './dashboard.ts'
import { dashboardSetUpRoutes } from './dashboard-set-up.ts'
import { debuggerRoutes } from './debugger.ts'
import { continueRoutes } from './continue.ts'
import { emailVerificationRoutes } from './email-verification-page.ts'
import { pagePreviewRoutes } from './page-preview.ts'
import { parseForm } from './form.ts'
import { loginCallbackRoutes } from './login-callback.ts'
import { loginPageRoutes } from './login-page.ts'
import { logoutRoutes } from './logout.ts'
import { ownLoginPageRoutes } from './own-login-page.ts'
import { relayPageRoutes } from './relay-page.ts'
import { organizationRoutes } from './organization-pages.ts'
import { resetPasswordRoutes } from './reset-password-pages.ts'
import { resumeRoutes } from './resume.ts'
import { selectAccountRoutes } from './select-account.ts'
import { signUpPageRoutes } from './sign-up-page.ts'
import { speakError } from './speak-error.ts'

/** Most bytes of a form. */
const MAX_FORM = 16_384

const ROUTES: readonly FastifyPluginAsync[] = [
  authorizeRoutes,
  resumeRoutes,
  continueRoutes,
  loginPageRoutes,
  ownLoginPageRoutes,
  signUpPageRoutes,
  resetPasswordRoutes,
  emailVerificationRoutes,
  consentRoutes,
  selectAccountRoutes,
  organizationRoutes,
  loginCallbackRoutes,
  logoutRoutes,
  relayPageRoutes,
  debuggerRoutes,
  dashboardRoutes,
  dashboardSetUpRoutes,
  pagePreviewRoutes,
  assetRoutes,
]

/** Everything that a browser is sent to. */
export const browserRoutes: FastifyPluginAsync = async (wing) => {
  wing.removeAllContentTypeParsers()
  wing.addContentTypeParser(FORM_MEDIA_TYPE, { parseAs: 'buffer', bodyLimit: MAX_FORM }, parseForm)
  wing.setErrorHandler(speakError)
  wing.decorateRequest('aboutClient')
  for (const routes of ROUTES) await wing.register(routes)
}
