// Which page asks for which step.
import type { Step } from '@symbolon/core/authorize/next-step'
import type { AuthorizationRequest } from '@symbolon/core/one-time'
import { pagePath } from './send-on.ts'

/** What an application would like its people to see instead of the login. reference: Authentication API, section 3.1. */
const SCREENS: Readonly<Record<string, string>> = {
  signup: '/u/signup',
  'signup-id': '/u/signup',
  reset_password: '/u/reset-password/request',
}

/** The path of the page for `step`. */
export function pathOfStep(step: Step, { screen_hint }: AuthorizationRequest, state: string): string {
  switch (step.do) {
    case 'login':
      return pagePath((screen_hint === null ? undefined : SCREENS[screen_hint]) ?? '/u/login', state)
    case 'select_account':
      return pagePath('/u/select-account', state)
    case 'consent':
      return pagePath('/u/consent', state)
    case 'answer':
      return pagePath('/authorize/resume', state)
  }
}
