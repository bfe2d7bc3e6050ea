// The texts of a page where a tenant says something else. Prompts, screens and keys are Auth0's; of them those that a page of ours
// shows are named here. reference: Management API, section 19.
import type { CustomText } from '@symbolon/core/collections'
import type { TextKey, Texts } from '@symbolon/texts/en'

type Screen = Readonly<Record<string, TextKey>>

const LOGIN_PROBLEMS: Screen = {
  'no-email': 'emailMissing',
  'no-username': 'usernameMissing',
  'no-password': 'passwordMissing',
  'invalid-email-format': 'emailInvalid',
  'wrong-credentials': 'wrongUsernameOrPassword',
  'wrong-email-credentials': 'wrongEmailOrPassword',
  'user-blocked': 'accountBlocked',
  'too-many-failures': 'accountThrottled',
  'ip-blocked': 'addressThrottled',
  'password-breached': 'passwordLeaked',
}

const LOGIN: Screen = {
  ...LOGIN_PROBLEMS,
  title: 'loginTitle',
  description: 'loginLead',
  buttonText: 'loginButton',
  emailPlaceholder: 'emailLabel',
  usernamePlaceholder: 'usernameLabel',
  usernameOnlyPlaceholder: 'usernameLabel',
  phonePlaceholder: 'phoneLabel',
  usernameOrEmailPlaceholder: 'emailOrUsernameLabel',
  passwordPlaceholder: 'passwordLabel',
  forgotPasswordText: 'forgotLink',
  footerText: 'noAccount',
  signupActionText: 'noAccount',
  footerLinkText: 'signUpLink',
  signupActionLinkText: 'signUpLink',
  editEmailText: 'changeIdentifier',
  editText: 'changeIdentifier',
}

const SIGN_UP: Screen = {
  title: 'signUpTitle',
  description: 'signUpLead',
  buttonText: 'signUpButton',
  loginActionText: 'haveAccount',
  loginActionLinkText: 'loginLink',
}

/** By prompt, screen and key. */
const SHOWN: Readonly<Record<string, Readonly<Record<string, Screen>>>> = {
  login: { login: LOGIN },
  'login-id': { 'login-id': { ...LOGIN, buttonText: 'continue' } },
  'login-password': { 'login-password': LOGIN },
  signup: { signup: SIGN_UP },
  'reset-password': {
    'reset-password-request': {
      title: 'forgotTitle',
      descriptionEmail: 'forgotLead',
      buttonText: 'forgotButton',
      backToLoginLinkText: 'backToLogin',
    },
    'reset-password-email': { title: 'sentTitle', emailDescription: 'sentLead' },
    'reset-password': {
      title: 'resetTitle',
      buttonText: 'resetButton',
      passwordPlaceholder: 'newPasswordLabel',
      reEnterpasswordPlaceholder: 'repeatPasswordLabel',
    },
    'reset-password-success': { eventTitle: 'changedTitle', description: 'changedLead' },
  },
  consent: {
    consent: { title: 'consentTitle', acceptButtonText: 'acceptButton', declineButtonText: 'denyButton' },
  },
  logout: {
    logout: {
      title: 'logoutTitle',
      message: 'logoutLead',
      acceptButtonText: 'logoutButton',
      declineButtonText: 'stayButton',
    },
    'logout-complete': { title: 'loggedOutTitle', message: 'loggedOutLead' },
  },
}

type Names = { readonly client: string; readonly tenant: string }

/** Names in the way Auth0 writes them, put in; those of the page itself in our way. */
const withNames = (text: string, { client, tenant }: Names): string =>
  text.replaceAll('${clientName}', client).replaceAll('${companyName}', tenant).replaceAll('${email}', '{email}')

/** `texts` with what `custom` says instead. What is blank says nothing. */
export function withCustomTexts(texts: Texts, custom: readonly CustomText[], names: Names): Texts {
  const changed = new Map<string, string>(Object.entries(texts))
  for (const { prompt, screens } of custom) {
    for (const [screen, keys] of Object.entries(SHOWN[prompt] ?? {})) {
      for (const [key, shown] of Object.entries(keys)) {
        const text = Object.hasOwn(screens, screen) ? screens[screen]?.[key] : undefined
        if (text !== undefined && text.trim() !== '') changed.set(shown, withNames(text, names))
      }
    }
  }
  // The same keys as before, each with a text.
  return Object.fromEntries(changed) as Texts
}
