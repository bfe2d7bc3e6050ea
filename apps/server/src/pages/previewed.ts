// Each hosted page with something on it, for who decides how it is to look.
import type { PagePreview } from '@symbolon/core/one-time'
import { renderConsent } from './consent.ts'
import { renderError } from './error.ts'
import type { Html } from './html.ts'
import { renderLoggedOut } from './logged-out.ts'
import { renderLogin, type LoginModel } from './login.ts'
import type { PageContext } from './page.ts'
import { renderPasswordRequest } from './password-request.ts'
import { renderSignUp } from './sign-up.ts'

/** Where nothing on a preview leads. */
const NOWHERE = '#'

const loginAt = (step: LoginModel['step']) => (context: PageContext) =>
  renderLogin(context, {
    action: NOWHERE,
    step,
    identifier: 'email',
    username: step === 'password' ? 'mina@example.com' : '',
    links: { signUp: step === 'password' ? undefined : NOWHERE, forgotten: NOWHERE, identifier: NOWHERE },
  })

const PAGES: ReadonlyMap<string, (context: PageContext) => Html> = new Map([
  ['login', loginAt('whole')],
  ['login-id', loginAt('identifier')],
  ['login-password', loginAt('password')],
  [
    'signup',
    (context) =>
      renderSignUp(context, {
        action: NOWHERE,
        email: { value: '', problem: undefined },
        username: undefined,
        phone_number: undefined,
        rules: [],
        loginLink: NOWHERE,
      }),
  ],
  [
    'reset-password',
    (context) =>
      renderPasswordRequest(context, { action: NOWHERE, identifier: 'email', email: '', loginLink: NOWHERE }),
  ],
  [
    'consent',
    (context) =>
      renderConsent(context, {
        action: NOWHERE,
        api: { name: 'Orders' },
        scopes: [{ value: 'openid' }, { value: 'email' }, { value: 'read:orders' }],
        redirectHost: 'app.example.com',
        account: 'mina@example.com',
        user_id: 'auth0|mina',
      }),
  ],
  ['logout', renderLoggedOut],
  ['error', (context) => renderError(context, { error: 'invalid_request' })],
])

/** @returns undefined for a page that there is not */
export const renderPreviewed = ({ page }: PagePreview, context: PageContext): Html | undefined =>
  PAGES.get(page)?.(context)
