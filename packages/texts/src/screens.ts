// Which of Auth0's texts for the hosted pages a page of ours shows. Prompts, screens and keys are Auth0's.
// reference: Management API, section 19.
import type { TextKey } from './en.ts'

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

/** By prompt, screen and key: which text of ours it stands in the place of. */
export const SHOWN_TEXTS: Readonly<Record<string, Readonly<Record<string, Screen>>>> = {
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
