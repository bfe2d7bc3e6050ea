// The screens, in the order of the navigation.
import type { TextKey } from '../texts/index.ts'
import type { Sign } from './icons.tsx'

export const PLACES = [
  { to: '/overview', name: 'overview', sign: 'overview' },
  { to: '/start', name: 'start', sign: 'start' },
  { to: '/applications', name: 'applications', sign: 'applications' },
  { to: '/apis', name: 'apis', sign: 'apis' },
  { to: '/explain', name: 'explain', sign: 'explain' },
  { to: '/users', name: 'users', sign: 'users' },
  { to: '/roles', name: 'roles', sign: 'roles' },
  { to: '/organizations', name: 'organizations', sign: 'organizations' },
  { to: '/connections', name: 'connections', sign: 'connections' },
  { to: '/rules', name: 'rules', sign: 'rules' },
  { to: '/actions', name: 'actions', sign: 'actions' },
  { to: '/hooks', name: 'hooks', sign: 'hooks' },
  { to: '/revocations', name: 'revocations', sign: 'revocations' },
  { to: '/keys', name: 'keys', sign: 'keys' },
  { to: '/logs', name: 'logs', sign: 'logs' },
  { to: '/branding', name: 'branding', sign: 'branding' },
  { to: '/settings', name: 'settings', sign: 'settings' },
] as const satisfies readonly { to: string; name: TextKey; sign: Sign }[]
